"""Looking a GeoReport endpoint over by asking it: what it has, how it differs, and the profile that would fit.

`steps.STEPS` are the questions in their order. Each writes findings and learns traits of the profile; none of them
changes anything at the city. Only the canary posts, and only when it was asked for.
"""
