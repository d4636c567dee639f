"""On what the rules of this part rest."""

from yangguang.rules.terms import terms_of

REGULATION = "政府信息公开条例"
FEE_RULES = "国办函〔2020〕109号"
TERMS = terms_of("disclosure")
