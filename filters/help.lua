-- At the foot of every page of the website: where to report and find help, and how to cite the book.

local LINE = [[
To report child sexual abuse material or to find help: in the United States NCMEC's CyberTipline,
[report.cybertip.org](https://report.cybertip.org); elsewhere the local police or a national hotline.

[How to cite this book](/index.qmd#sec-cite).
]]

function Pandoc(doc)
  if not FORMAT:match('html') then
    return nil
  end
  doc.blocks:insert(pandoc.Div(pandoc.read(LINE, 'markdown').blocks, { '', { 'help-line' } }))
  return doc
end
