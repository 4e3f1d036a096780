"""Words of Azerbaijani that the stemmer must know, because their letters alone mislead. All folded."""

FOLDED = str.maketrans("əıöüçşğ", "eioucsg")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.translate(FOLDED).split())


# Stems of two and three letters that take endings, and a few of four. Others so short are left as they are.
SHORT = _words("""
    ad ağ ay ağa bal baş cib dil din dağ daş el ev fon gün göz güc hal hiss iş il iç iz kod kök qab qan qat qız
    qol qış lot mal mey od oğul pay pul rol rəy sex səs saç say sağ şey söz süd sel top tel tər tip üz üst üzv
    bank faiz fakt klub kənd kurs plan qrup şəxs vaxt
    uc vəd xal yaş yer yol yük yan yağ zal çap çek çay çöl əl növ çox son
""")

# Words that end as if they were inflected, and are not; or whose last letter an ending could claim.
WHOLE = _words("""
    istifadə müşahidə hadisə müqayisə mübahisə nümunə hissə dəqiqə dairə məhəllə məcəllə silsilə gəncə qısa
    ada usta xala bina mövqe mənbə əhali könüllü ərazi siyahı
    qanun qadın insan zəngin orijinal yaxın aydın düzgün uyğun çətin mümkün bütün maşın imkan rayon oğlan zaman
    ziyan sütun köçkün qaçqın daşqın yanğın meydan orqan məkan ünvan dərman bəyan telefon azərbaycan gürcüstan
    naxçıvan lənkəran şirvan mətin müavin valideyn məzmun vergi həmin məsələn təxminən xüsusən
    əsas proses ofis adres prinsip servis iclas mütəxəssis təmas status bonus virus kampus nəfəs təsis rəis
    görüş satış çıxış giriş baxış ödəniş gediş gəliş sifariş quruluş anlayış bildiriş alış veriş yarış vərdiş
    davranış axtarış göstəriş çıxarış arayış xahiş yağış karandaş avtobus polis qisas
    əməkdaş yoldaş qardaş vətəndaş tərəfdaş yaddaş
    kömək əmək çörək ürək dəstək istək gələcək bəzək köynək barmaq
    dollar müəllim minimum maksimum problem proqram sistem axşam rəqəm müvafiq tədbir nadir
    uşaq otaq məbləğ
    ehtiyac xərc borc gənc qazanc sevinc inanc ağac əlac kərpic yamac
    material məhsul təhlil protokol təhsil sahil kapital jurnal portal kanal sual model əmsal ideal filial
    dəlil fəsil sinif təmsil
""")

# What is left of a word that loses its second vowel before an ending, and the word (şəkil, şəkli).
DROPPED = {
    "sekl": "sekil", "fesl": "fesil", "fikr": "fikir", "setr": "setir", "nesl": "nesil", "esl": "esil",
    "qism": "qisim", "omr": "omur", "konl": "konul", "sinf": "sinif", "zehn": "zehin", "burn": "burun",
    "boyn": "boyun", "agz": "agiz", "ogl": "ogul", "ism": "isim", "xeyr": "xeyir", "meyl": "meyil",
    "ciyn": "ciyin", "beyn": "beyin", "qebr": "qebir",
}  # fmt: skip
