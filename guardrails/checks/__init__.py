"""Every check of the gate, in the order in which they run.

Adding one: write its module, import it here and append its line to its group.
"""

from __future__ import annotations

from guardrails.case import Check
from guardrails.checks import (
    ae,
    agent,
    bal,
    cert,
    cite_present,
    cite_support,
    clm_in_force,
    clm_qualifier,
    clm_scope,
    clm_wording,
    comp,
    contrary,
    cost,
    cure,
    dose,
    dtc,
    endp,
    extr,
    fda,
    fear,
    guideline,
    inj,
    kick,
    learned,
    mech,
    num,
    phi,
    prec,
    prominence,
    quote,
    req,
    retraction,
    routing,
    rrar,
    safe,
    stat,
    state,
    supl,
    testimonial,
    unap,
    verb,
)

CHECKS: tuple[Check, ...] = (
    # A. status and intended use
    unap.CHECK,
    cure.CHECK,
    fda.CHECK,
    extr.CHECK,
    # B. benefit and risk
    safe.CHECK,
    comp.CHECK,
    supl.CHECK,
    cert.CHECK,
    endp.CHECK,
    stat.CHECK,
    rrar.CHECK,
    mech.CHECK,
    bal.CHECK,
    prec.CHECK,
    # C. evidence integrity
    cite_present.CHECK,
    quote.CHECK,
    num.CHECK,
    cite_support.CHECK,
    agent.CHECK,
    verb.CHECK,
    retraction.CHECK,
    contrary.CHECK,
    guideline.CHECK,
    prominence.CHECK,
    # D. approved claims
    clm_in_force.CHECK,
    clm_scope.CHECK,
    clm_wording.CHECK,
    clm_qualifier.CHECK,
    routing.CHECK,
    # E. conduct
    cost.CHECK,
    kick.CHECK,
    dose.CHECK,
    testimonial.CHECK,
    fear.CHECK,
    dtc.CHECK,
    req.CHECK,
    # F. safety, privacy, security, overlay
    ae.CHECK,
    phi.CHECK,
    inj.CHECK,
    state.CHECK,
    # beside the rules
    learned.CHECK,
)
