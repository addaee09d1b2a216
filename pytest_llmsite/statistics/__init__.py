"""Statistics of chain totals: pure functions on arrays, a module per question.

The chain (one run of one model on one template) is the independent unit and the template is the
cluster; templates weigh equally. Nothing is imported here, so that the package costs nothing until
a question is asked:

- `answers`: the values that are returned, `Interval` and `Refusal` among them
- `intervals`: how good is the model, on this suite and on templates like these
- `cells`: how good at one action or category
- `comparison`: is one model better than another, equivalent, or can one not tell
- `ranking`: tiers, rank sets and corrections for many comparisons
- `variance`: where the spread comes from, and what chaining does to it
- `power`: what a plan can detect and which plan is cheapest
- `stopping`: when enough has been run
- `agreement`: how far judges agree
- `routing`: the best model for each action under a budget
- `gate`: whether a new version is worse than its baseline
"""
