"""What the sample book's cells import."""

TOTAL = 518


class Stated:
    def __init__(self, text, entry):
        self.text, self.entry = text, entry

    def _repr_markdown_(self):
        return (
            f'[{self.text}]{{.stated entry="{self.entry}" verdict="differs" '
            'formula="1,209 / 1,965 = 61.53%, rounds to 62%" source="page 22, second paragraph" '
            'maker="sample.share" row="numbers.csv"}'
        )


class Table:
    def _repr_markdown_(self):
        return """```{=html}
<div class="wide"><style>.own td { color: inherit; }</style>
<table class="gt_table own"><thead>
<tr class="gt_col_headings"><th rowspan="2" class="gt_left" scope="col">Victim</th>
<th colspan="2" scope="colgroup" class="gt_center">Sample</th></tr>
<tr><th class="gt_right" scope="col">One</th><th class="gt_right" scope="col">Many</th></tr></thead>
<tbody><tr class="gt_group_heading_row">
<th colspan="3" class="gt_group_heading" scope="colgroup">Age</th></tr>
<tr><td class="gt_left">young</td>
<td class="gt_right" style="color: inherit">12</td><td class="gt_right">7</td></tr>
<tr><td class="gt_left">old</td><td class="gt_right">1</td><td class="gt_right">70</td></tr></tbody>
<tfoot><tr><td colspan="3">Counts of cases.</td></tr></tfoot></table></div>
```"""


class picture:  # noqa: N801 (chapters call it)
    ALT = "A bar chart with two bars; the second is twice as high."
    SVG = (
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{}" viewBox="0 0 80 40" '
        'width="480" height="240"><path d="M5 38V20H30V38ZM45 38V2H70V38Z"/></svg>'
    )

    def _repr_markdown_(self):
        drawn = self.SVG.format(self.ALT)
        text = drawn.replace('"', '\\"')
        image = f'#image(bytes("{text}"), format: "svg", alt: "{self.ALT}")'
        return f"```{{=html}}\n{drawn}\n```\n\n```{{=typst}}\n{image}\n```"
