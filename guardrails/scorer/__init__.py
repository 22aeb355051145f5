"""A learned reader beside the rules: how much a lone text resembles wording that reviewers rejected. It only ever adds."""
