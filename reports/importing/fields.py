"""What a column of a sheet can be for us, and the codes each may hold.

Codes follow the CTDC Global Synthetic Data codebook v2 (Feb 2024). Four codes of means (financial, physical, survival,
other) and five of labour (manufacturing, aquafarming, begging, peddling, other) exist only in the older layout of
2012 to 2016: they are kept apart, not forced into a newer category that may mean something else.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from carisecure.importing.fields import Field, Fields, Kind, Text

GENDERS: dict[str, Text] = {
    "woman": _("Women and girls"),
    "man": _("Men and boys"),
    "other": _("Trans, non-conforming, other"),
}
AGE_BANDS: dict[str, Text] = {
    "0-8": _("0 to 8"),
    "9-17": _("9 to 17"),
    "18-20": _("18 to 20"),
    "21-23": _("21 to 23"),
    "24-26": _("24 to 26"),
    "27-29": _("27 to 29"),
    "30-38": _("30 to 38"),
    "39-47": _("39 to 47"),
    "48+": _("48 and older"),
}
DATA_SOURCES: dict[str, Text] = {"case_management": _("Case management"), "hotline": _("Hotline"), "other": _("Other")}
EXPLOITATION: dict[str, Text] = {
    "sexual_exploitation": _("Sexual exploitation"),
    "forced_labour": _("Forced labour"),
    "other": _("Other exploitation"),
}
MEANS: dict[str, Text] = {
    "debt_bondage_earnings": _("Debt bondage or taken earnings"),
    "threats": _("Threats"),
    "abuse": _("Psychological, physical or sexual abuse"),
    "false_promises": _("False promises"),
    "drugs_alcohol": _("Drugs or alcohol"),
    "deny_basic_needs": _("Denied basic needs"),
    "excessive_hours": _("Excessive working hours"),
    "withhold_documents": _("Withheld documents"),
    "financial": _("Financial control (layout of 2012 to 2016)"),
    "physical": _("Physical control (layout of 2012 to 2016)"),
    "survival": _("Control over means of survival (layout of 2012 to 2016)"),
    "other": _("Other means"),
}
RECRUITERS: dict[str, Text] = {
    "intimate_partner": _("Intimate partner"),
    "friend": _("Friend or acquaintance"),
    "family": _("Family or relative"),
    "other": _("Other"),
}
LABOUR_TYPES: dict[str, Text] = {
    "agriculture": _("Agriculture"),
    "construction": _("Construction"),
    "domestic_work": _("Domestic work"),
    "hospitality": _("Hospitality"),
    "manufacturing": _("Manufacturing"),
    "aquafarming": _("Aquafarming"),
    "begging": _("Begging"),
    "peddling": _("Peddling"),
    "other": _("Other"),
}

# Forms that the codebook counts as "other": they have a column of their own in the layouts of 2012 to 2019.
_OTHER_FORMS = (
    "isforcedmarriage", "forcedmarriage", "isforcedmilitary", "isorganremoval", "isslaveryandpractices",
)  # fmt: skip
_CONTROL = ("controlcategory", "meansofcontrol", "methodsofcontrol", "meansofcontrolconcatenated")
_LABOUR = ("labortype", "typeoflabour", "sector", "forcedlabourindustry", "typeoflabourconcatenated")
_PLAIN = (
    Field(
        "year",
        _("Year of registration"),
        Kind.YEAR,
        is_required=True,
        also=("yearofregistration", "registrationyear", "yearreported", "datereported", "incomingreferraldate", "año"),
    ),
    Field(
        "source_id",
        _("Person's number in the sheet"),
        Kind.ID,
        also=("id", "personid", "recordid", "caseid"),
        taken="id_in_collection",
    ),
    Field("data_source", _("Where the record comes from"), Kind.CODE, DATA_SOURCES, ("datasource", "source")),
    Field("gender", _("Sex or gender"), Kind.CODE, GENDERS, ("sex",)),
    Field(
        "age_band", _("Age band"), Kind.CODE, AGE_BANDS, ("agecategories", "agecategory", "agebroad", "age", "agegroup")
    ),
    Field("citizenship", _("Citizenship"), Kind.COUNTRY, also=("nationality", "country", "nacionalidad", "ciudadania")),
    Field(
        "exploitation",
        _("Form of exploitation"),
        Kind.CODE,
        EXPLOITATION,
        ("exploittype", "form", "typeofexploitation", "typeofexploitconcatenated", "exploitationtype"),
        flags={
            "sexual_exploitation": "is_sexual_exploitation",
            "forced_labour": "is_forced_labour",
            "other": "is_other_exploitation",
        },
    ),
    Field("is_forced_labour", _("Forced labour: 1 or empty"), Kind.FLAG, also=("isforcedlabour", "isforcedlabor")),
    Field(
        "is_sexual_exploitation",
        _("Sexual exploitation: 1 or empty"),
        Kind.FLAG,
        also=("issexualexploit", "issexualexploitation"),
    ),
    Field(
        "is_other_exploitation",
        _("Other exploitation: 1 or empty"),
        Kind.FLAG,
        also=("isotherexploit", "isotherexploitation", *_OTHER_FORMS),
    ),
    Field("means", _("Means"), Kind.CODES, MEANS, _CONTROL),
    Field(
        "recruiter",
        _("Who recruited"),
        Kind.CODE,
        RECRUITERS,
        ("recruitercategory", "recruiterrelation", "recruiterrelationship"),
    ),
    Field("labour_type", _("Kind of labour"), Kind.CODE, LABOUR_TYPES, _LABOUR),
)
# Columns of the codebook v2, and those of the layouts of 2012 to 2019 that it puts together.
_CTDC_MEANS = {
    "debt_bondage_earnings": (
        "meansdebtbondageearnings", "meansofcontroldebtbondage", "meansofcontroltakesearnings",
    ),
    "threats": ("meansthreats", "meansofcontrolthreats", "meansofcontrolthreatoflawenforcement"),
    "abuse": (
        "meansabusepsyphysex", "meansofcontrolpsychologicalabuse", "meansofcontrolphysicalabuse",
        "meansofcontrolsexualabuse",
    ),
    "false_promises": ("meansfalsepromises", "meansofcontrolfalsepromises"),
    "drugs_alcohol": ("meansdrugsalcohol", "meansofcontrolpsychoactivesubstances"),
    "deny_basic_needs": (
        "meansdenybasicneeds", "meansofcontrolrestrictsfinancialaccess", "meansofcontrolrestrictsmovement",
        "meansofcontrolrestrictsmedicalcare", "meansofcontrolwithholdsnecessities",
    ),
    "excessive_hours": ("meansexcessiveworkhours", "meansofcontrolexcessiveworkinghours"),
    "withhold_documents": ("meanswithholddocs", "meansofcontrolwithholdsdocuments"),
    "other": ("meansofcontrolother",),
}  # fmt: skip
_MEANS_FLAGS = tuple(
    Field(f"means.{code}", MEANS[code], Kind.FLAG, also=also, flag_of=("means", code))
    for code, also in _CTDC_MEANS.items()
)
# What HTCDS 2.0 puts before its names: person, victim, case, consent.
FIELDS = Fields(*_PLAIN, *_MEANS_FLAGS, prefixes=("prs_", "vic_", "cas_", "con_"))
