from gapbridge.base.documents import word
from gapbridge.share.blocks.paper import Paper


def docx(paper: Paper) -> bytes:
    file = word.begun(title=paper.title, language=paper.language, at=paper.at)
    word.foot(file, paper.foot)
    word.write(file, paper.nodes)
    return word.saved(file)
