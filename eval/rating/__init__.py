"""People rate answers: blind pairs or single texts, a five-point rubric, agreement of raters."""
