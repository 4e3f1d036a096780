"""The stemmer of Azerbaijani, on forms that stand in the hub's own texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapbridge.base.folding import fold
from gapbridge.share.finding.words import terms
from gapbridge.share.finding.words.azerbaijani import stem
from gapbridge.share.finding.words.known import DROPPED

# A stem, and forms of it that must lead to it.
FORMS = """
qrant: qrantlar qrantların qranta qrantda qrantdan qrantla qrantlara qrantları qrantı qrantın qrantınız qrantınızın
təşkilat: təşkilata təşkilatda təşkilatdan təşkilatla təşkilatlar təşkilatlarla təşkilatları təşkilatların təşkilatı təşkilatımız təşkilatın təşkilatının təşkilatınız təşkilatınızı təşkilatınızın
təşkilatçı: təşkilatçıdan
hesabat: hesabata hesabatda hesabatdan hesabatdır hesabatlar hesabatları hesabatı hesabatın hesabatında hesabatını
hesab: hesabla hesabı hesabına hesabınız hesabınızı
müqavilə: müqavilədə müqavilədəki müqavilədən müqavilələr müqavilələri müqavilələrinin müqaviləni müqavilənin müqaviləniz müqavilənizdəki müqavilənizi müqaviləsi müqaviləsini müqaviləsinə
nizamnamə: nizamnamədə nizamnamədəki nizamnaməni nizamnaməniz nizamnaməsi
layihə: layihədən layihəni layihənin layihəsində layihəsini layihəsinin layihəyə
könüllü: könüllülər könüllülərdən könüllülərin könüllülərinizdən könüllülərə könüllünü könüllünün könüllünüz könüllüsü könüllüyə
könüllülük: könüllülüyü
üzvlük: üzvlüyünə üzvlüyə
üzv: üzvlər üzvlərin üzvü üzvün üzvündən üzvünün üzvünündür
müraciət: müraciəti müraciətimizə müraciətin müraciətini müraciətinizin müraciətlər müraciətləri müraciətlərin müraciətlərini müraciətlərə
müraciətçi: müraciətçilərin müraciətçilərə müraciətçinindir müraciətçiyə
ərizə: ərizədə ərizədəki ərizələri ərizəsi
müsabiqə: müsabiqədə müsabiqədən müsabiqələr müsabiqələri müsabiqələrini müsabiqəni müsabiqənin müsabiqəsi müsabiqəyə
qiymətləndirici: qiymətləndiricilər qiymətləndiricilərdən
qiymətləndirmə: qiymətləndirmələri qiymətləndirməsi qiymətləndirməyə
şəxs: şəxsdirsə şəxsdən şəxsi şəxsin şəxslər şəxslərin şəxsə
əməkdaş: əməkdaşdan əməkdaşlar əməkdaşlara əməkdaşları əməkdaşlarımız əməkdaşların əməkdaşlarını əməkdaşı əməkdaşın əməkdaşına əməkdaşından
əmək: əməyin
kömək: köməkdən köməyi köməyin köməyə
köməkçi: köməkçiləri köməkçisi
dəstək: dəstəyi dəstəyin
birlik: birlikdə birliklə birliklər birliyi birliyin
nazirlik: nazirlikdə nazirliyi nazirliyin nazirliyində nazirliyindən nazirliyinin nazirliyinə
dəyişiklik: dəyişiklikdə dəyişiklikləri dəyişikliklərə dəyişikliyi dəyişikliyidir
uşaq: uşaqdan uşaqla uşaqlar uşaqların uşaqlarına uşağı uşağın uşağına uşağınıza
otaq: otaqda otaqdan otaqlar otağı otağın otağından otağınız
qovluq: qovluqdan qovluqları qovluğa qovluğu qovluğuna qovluğunu
razılıq: razılıqda razılıqdan razılıqla razılığı
məbləğ: məbləğdən məbləği məbləğin məbləğini məbləğlə məbləğlər
fikir: fikri fikrini fikriniz fikrinizi
şəkil: şəkildə şəkillər şəkilləri şəkli şəklində şəklini şəklinizi
sətir: sətirdə sətirlər sətirlərin sətirlərini sətri sətrin sətrində sətrini
xeyir: xeyri
qanun: qanunda qanundakı qanunla qanunlar qanunun qanununun
qadın: qadından qadındır qadınlar qadınlardan qadınların qadının
insan: insana insandan insanlar insanlara insanlarla insanları insanların insanı insanın
maşın: maşında maşınla maşınlar maşınları maşının maşınına maşınınız
görüş: görüşdə görüşdən görüşlər görüşü görüşün
ödəniş: ödənişdən ödənişi ödənişin ödənişlər ödənişləri ödənişlərin
şikayət: şikayətdir şikayəti şikayətinizi şikayətlər şikayətə
səhifə: səhifədə səhifədəki səhifələri səhifəmizdə səhifəni səhifənin səhifəniz səhifənizdə səhifənizdən səhifəsi səhifəsində səhifəsindəki səhifəsini
siyahı: siyahıda siyahıdakı siyahıdan siyahılar siyahıları siyahılarınızın siyahını siyahının siyahısı siyahısında siyahısından siyahıya
qayda: qaydada qaydadakı qaydalar qaydalara qaydalardan qaydaları qaydalarına qaydanı qaydanın qaydanız qaydası qaydasına qaydasında
göstərici: göstəricilər göstəricini göstəricinin
toqquşma: toqquşmaları toqquşmanı toqquşmanız toqquşması toqquşmasında
satınalma: satınalmalar satınalmaları satınalmanı satınalmanın
komissiya: komissiyada komissiyadan komissiyanı komissiyası komissiyasında
büdcə: büdcədə büdcədən büdcəni büdcənin büdcəsi büdcəsinə
zəlzələ: zəlzələdən zəlzələnin
iş: işdir işdən işi işimiz işimizdə işin işini işiniz işinizin işinə işlər işləri işlərin
il: ildə ildən ili ilin illər illərdən
pul: pula pulda pulu pulun puluna pulunuz
ehtiyac: ehtiyacdan ehtiyacı ehtiyacından
xərc: xərci xərcin xərclər xərcləri xərclərin
yazma: yazmaq yazmaqdan yazmağa yazmağı yazmağının
"""
ROWS = [line.split(": ") for line in FORMS.strip().splitlines()]
PAIRS = [(form, expected) for expected, forms in ROWS for form in forms.split()]


def test_the_table_is_large_enough_to_say_something():
    assert len(PAIRS) >= 300


@pytest.mark.parametrize(("expected", "forms"), ROWS)
def test_inflected_forms_have_the_stem_of_their_word(expected, forms):
    found = {form: stem(fold(form)) for form in forms.split()}
    assert found == dict.fromkeys(found, fold(expected))


@pytest.mark.parametrize("form", sorted({form for form, _ in PAIRS}))
def test_a_form_and_its_word_are_one_term_with_its_letters_and_without(form):
    expected = dict(PAIRS)[form]
    plain = form.translate(str.maketrans("əıöüçşğ", "eioucsg"))
    assert terms(form, "az") == terms(expected, "az") == terms(plain, "az") == terms(form.upper(), "az")


@pytest.mark.parametrize(
    "words",
    [
        "hesab hesabat hesabatlılıq hesablama",
        "ərizə ərizəçi",
        "könül könüllü könüllülük",
        "təşkilat təşkilatçı təşkil",
        "əmək əməkdaş əməkdaşlıq",
        "vətən vətəndaş vətəndaşlıq",
        "kömək köməkçi",
        "təhlükə təhlükəli təhlükəsizlik",
        "iş işçi işsizlik",
        "qanun qanunsuz qanunvericilik",
        "gənc gəncə gənclik",
        "dəqiq dəqiqə",
        "xərc xəritə xərac",
        "üzv üzvlük",
        "maya mayak",
    ],
)
def test_what_makes_another_word_is_left(words):
    found = [terms(word, "az")[0] for word in words.split()]
    assert len(set(found)) == len(found), found


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("torpağın", "torpaq"),
        ("çörəyi", "çörək"),
        ("çörəyə", "çörək"),
        ("birliyə", "birlik"),
        ("dəstəyə", "dəstək"),
        ("layihəyə", "layihə"),
        ("mənbəyini", "mənbə"),
        ("komissiyaya", "komissiya"),
        ("təlimçiyə", "təlimçi"),
        ("Azərbaycanın", "Azərbaycan"),
        ("Gəncənin", "Gəncə"),
        ("Bakı'nın", "Bakı"),
        ("QHT-lərin", "QHT"),
        ("qhtnin", "QHT"),
        ("BMTdən", "BMT"),
        ("ərizəçilərdən", "ərizəçi"),
        ("göstəricilərimiz", "göstərici"),
        ("vəzifəlisinizdir", "vəzifəlisinizdir"),
    ],
)
def test_endings_that_change_the_word_or_follow_a_sign_are_seen_through(form, expected):
    assert terms(form, "az")[0] == terms(expected, "az")[0]


@pytest.mark.parametrize(
    "name", ["Lənkəran", "Masallı", "Sumqayıt", "Qəbələ", "Şəki", "Xocavənd", "Kəlbəcər"]
)
@pytest.mark.parametrize("back", ["{}{}nın", "{}{}nı", "{}{}da", "{}{}dan"])
def test_names_that_nobody_listed_are_found_in_their_cases(name, back):
    ends_in_vowel = fold(name)[-1] in "aeiou"
    ending = back.format("", "") if ends_in_vowel else back.format("", "").replace("nı", "ı")
    assert terms(name + ending, "az") == terms(name, "az")


@given(st.text(alphabet="abcdeghiklmnoqrstuvxyz", max_size=24))
def test_a_stem_is_its_own_stem_and_never_empty(word):
    found = stem(word)
    assert stem(found) == found
    assert bool(found) == bool(word)


def test_words_that_lost_a_vowel_are_restored_to_stems():
    assert {word: stem(word) for word in DROPPED.values()} == {word: word for word in DROPPED.values()}
