-- The home page begins each finding with its number, `[281]{.tally}`. On the website the style sheet
-- sets it large beside the text; in the PDF it is set in bold before the word that follows it.

function Span(span)
  if FORMAT:match('typst') and span.classes:includes('tally') then
    return pandoc.Strong(span.content)
  end
end
