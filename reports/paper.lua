-- Shared by both renderers: French typography, column widths, what a web page needs beside its text, cards in
-- columns on paper, and no path of the machine anywhere.

local french = false
local html, typst = FORMAT:match("html") ~= nil, FORMAT:match("typst") ~= nil

local WORDS = {
  en = { skip = "Skip to the text", data = "Data of this chart", code = "How it was made", table = "Table" },
  fr = { skip = "Aller au texte", data = "Données de ce graphique", code = "Comment il a été fait", table = "Tableau" },
}
local function word(name) return WORDS[french and "fr" or "en"][name] end

-- The page: a policy under which nothing can be fetched, and a few scripts, known to it by their digests. Whoever
-- changes a script writes its new digest here; tests/paper/test_looks.py prints it.
local SCRIPTS = {
  { "shared.js", "sha256-a6FazMxNnA16imzgPXx81Sgr8MRgfcqCAqf+2UWOpEE=" },
  { "search.js", "sha256-nYp8Y8+3b8UMJen6fSmyWMOkcMBwLASEdELpvnEGFYc=" },
  { "what_if.js", "sha256-98KyvuyPsB3F9YM9FsN2TANSl8z7Pkw+CjbtWdhqBA0=" },
  { "what_if_form.js", "sha256-uMHZE5AF2ypun1aI8tv+9p0PQECDQVrCE+CW1TwP2BU=" },
  { "register.js", "sha256-g8lAqJxmzx7rQktKp4fA8ERGWUUpLXZaUx1+dKUdOiA=" },
  { "reading.js", "sha256-9BpzBDBrutur6SK0EfC9DzWtJ78UIVZMI9d9NpdYrOQ=" },
}

local function escaped(text)
  return (text:gsub("[&<>]", { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;" }))
end

local function policy()
  local digests = pandoc.List(SCRIPTS):map(function(script) return "'" .. script[2] .. "'" end)
  return '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:; font-src data:; '
    .. "style-src 'unsafe-inline'; script-src " .. table.concat(digests, " ")
    .. '; base-uri \'none\'; form-action \'none\'">'
end

local function read(name)
  local file = assert(io.open(name, "rb"), "no file " .. name .. ": build first") -- both renderers work in the document's folder
  local text = file:read("a")
  file:close()
  return text
end

-- What the build wrote for search engines (schema.org) and for the search: data, no scripts; no policy lets them run.
local function written(name, attributes)
  return "<script " .. attributes .. ">\n" .. read("results/" .. name) .. "</script>"
end

local function scripts()
  local found = pandoc.List(SCRIPTS):map(function(script) return "<script>" .. read(script[1]) .. "</script>" end)
  local language = french and "fr" or "en"
  local data = written("search." .. language .. ".json", 'type="application/json" id="search-index"')
  data = data .. "\n" .. written("what_if." .. language .. ".json", 'type="application/json" id="what-if-data"')
  return data .. "\n" .. table.concat(found, "\n")
end

local function add(meta, place, key, text) -- where Quarto keeps its own list of what to include, add to that
  if quarto then
    quarto.doc.include_text(place, text)
  else
    meta[key] = pandoc.MetaBlocks({ pandoc.RawBlock("html", text) })
  end
end

-- What a list of results and a message that links here show; from what was written, as Quarto puts results into title
-- and abstract later.
local function described(linked)
  local function text(value) return escaped(value):gsub('"', "&quot;") end
  local article = pandoc.json.decode(read("results/" .. linked), false)["@graph"][1]
  local found = { '<meta name="description" content="' .. text(article.abstract) .. '">' }
  local graph = { title = text(article.headline), description = text(article.abstract), type = "article",
                  locale = french and "fr_FR" or "en_GB", ["locale:alternate"] = french and "en_GB" or "fr_FR" }
  for _, name in ipairs({ "title", "description", "type", "locale", "locale:alternate" }) do
    table.insert(found, '<meta property="og:' .. name .. '" content="' .. graph[name] .. '">')
  end
  local own, other = "paper.fr", "paper"
  if not french then own, other = other, own end
  table.insert(found, '<link data-external="1" rel="alternate" hreflang="' .. (french and "en" or "fr") .. '" href="' .. other .. '.html">')
  table.insert(found, '<link data-external="1" rel="alternate" type="application/pdf" href="' .. own .. '.pdf">')
  return table.concat(found, "\n")
end

local function page(meta)
  local linked = (french and "fr" or "en") .. ".jsonld"
  local head = { policy(), described(linked), written(linked, 'type="application/ld+json"') }
  add(meta, "in-header", "header-includes", table.concat(head, "\n"))
  add(meta, "before-body", "include-before", '<a class="skip-link" href="#content">' .. word("skip") .. "</a>")
  return meta
end

-- French puts a narrow no-break space before ; : ! ? % » and after «.
local function spaced(inlines)
  local result = pandoc.Inlines({})
  for i, inline in ipairs(inlines) do
    local following, last = inlines[i + 1], result[#result]
    local next_to = following and following.t == "Str" and following.text
    local before = next_to and (next_to:match("^[;:!?%%]") or next_to:match("^»")) -- in brackets, « would be one, too
    local after = last and last.t == "Str" and last.text:match("«$")
    if (inline.t == "Space" or inline.t == "SoftBreak") and (before or after) then
      result:insert(pandoc.Str("\u{202f}"))
    else
      result:insert(inline)
    end
  end
  return result
end

-- Tables: pandoc would give a column the share of its longest cell, so that one sentence starves all numbers.
local FITS = 108 -- characters that fit beside each other on an A4 page in the type of tables

local function texts(tbl)
  local columns, heads = {}, {}
  local function note(rows, list)
    for _, row in ipairs(rows) do
      for number, cell in ipairs(row.cells) do
        list[number] = list[number] or {}
        table.insert(list[number], pandoc.utils.stringify(cell.contents))
      end
    end
  end
  note(tbl.head.rows, heads)
  note(tbl.head.rows, columns)
  for _, body in ipairs(tbl.bodies) do note(body.body, columns) end
  return columns, heads
end

local function measure(cells) -- longest cell and longest word, in characters
  local longest, widest = 1, 1
  for _, text in ipairs(cells) do
    longest = math.max(longest, utf8.len(text))
    for part in text:gmatch("%S+") do widest = math.max(widest, utf8.len(part)) end
  end
  return longest, widest
end

local function wanted(columns) -- for each column: what its longest word needs, what its longest cell would like
  local needs, likes, all = {}, {}, 0
  for number, cells in ipairs(columns) do
    local longest, widest = measure(cells)
    needs[number] = math.min(widest, 14) + 2.5
    likes[number] = longest + 2
    all = all + likes[number]
  end
  for number, like in ipairs(likes) do -- where not all fits, long texts wrap: they can
    if all > FITS then likes[number] = math.max(needs[number], 1.6 * like ^ 0.7) end
  end
  return needs, likes
end

local function sum(list)
  local total = 0
  for _, item in ipairs(list) do total = total + item end
  return total
end

local function set_widths(tbl, columns)
  local needs, likes = wanted(columns)
  local narrowed = math.min(1, 0.8 * FITS / sum(needs)) -- of many columns: long words break, so that sentences have room
  for number, need in ipairs(needs) do needs[number] = narrowed * need end
  local needed, liked = sum(needs), sum(likes)
  local spare = math.max(0, math.min(liked, FITS) - needed) / math.max(1, liked - needed)
  local widths = {}
  for number, need in ipairs(needs) do widths[number] = need + spare * (likes[number] - need) end
  local total = sum(widths)
  for number, width in ipairs(widths) do
    tbl.colspecs[number] = { tbl.colspecs[number][1], width / total }
  end
end

local function labelled(tbl, heads) -- what a cell's column is called: for a reader, and for a phone, where rows are cards
  for _, row in ipairs(tbl.head.rows) do
    for _, cell in ipairs(row.cells) do cell.attributes.scope = "col" end
  end
  for _, body in ipairs(tbl.bodies) do
    for _, row in ipairs(body.body) do
      for number, cell in ipairs(row.cells) do cell.attributes["data-label"] = heads[number] and heads[number][1] or "" end
    end
  end
end

local function tabular(tbl)
  local columns, heads = texts(tbl)
  set_widths(tbl, columns)
  if not html then return tbl end
  labelled(tbl, heads)
  local names = pandoc.List(heads):map(function(cells) return cells[1] end)
  local label = word("table") .. (french and "\u{202f}: " or ": ") .. table.concat(names, ", ")
  -- A wide table scrolls in a frame of its own, which the keyboard must be able to reach.
  local reachable = { { "role", "group" }, { "tabindex", "0" }, { "aria-label", label } } -- a list keeps its order
  return pandoc.Div({ tbl }, pandoc.Attr("", { "scroll" }, reachable))
end

-- A table is called what its caption says, which Quarto sets beside it.
local function named(float)
  if not html or float.type ~= "Table" then return end
  local name = pandoc.utils.stringify(float.caption_long)
  float.content = float.content:walk({ Table = function(tbl)
    tbl.attributes["aria-label"] = name
    return tbl
  end })
  return float
end

local function lines_of(tbl) -- how many lines a table has when set, about
  local lines = 0
  for _, body in ipairs(tbl.bodies) do
    for _, row in ipairs(body.body) do
      local most = 1
      for number, cell in ipairs(row.cells) do
        local room = math.max(4, (tbl.colspecs[number][2] or 0.2) * FITS)
        most = math.max(most, math.ceil(utf8.len(pandoc.utils.stringify(cell.contents)) / room))
      end
      lines = lines + most
    end
  end
  return lines
end

-- Charts: what the notebook's cell shows, drawn at both widths, its letters letters, with its data folded beneath. The
-- style sheet shows one of the two drawings.
local notebooks = {}

local function cell_of(name, id)
  if not notebooks[name] then
    notebooks[name] = pandoc.json.decode(read(name), false)
  end
  for _, cell in ipairs(notebooks[name].cells) do
    if cell.id == id then return cell end
  end
end

local function joined(text) return type(text) == "table" and table.concat(text) or text end

local function data_row(cells, id) -- its label leads to the card
  local row = pandoc.List(cells):map(escaped)
  local label = row:remove(1)
  if table.concat(row) == "" then -- the heading of the rows below
    return '<tr><th scope="rowgroup" colspan="' .. #row + 1 .. '">' .. label .. "</th></tr>"
  end
  if id ~= "" then label = '<a class="to-card" href="#' .. id .. '">' .. label .. "</a>" end
  return '<tr><th scope="row">' .. label .. "</th><td>" .. table.concat(row, "</td><td>") .. "</td></tr>"
end

local function data_table(rows, ids)
  local body, lines = pandoc.List(rows), {}
  local head = pandoc.List(body:remove(1)):map(function(text) return '<th scope="col">' .. escaped(text) .. "</th>" end)
  for number, cells in ipairs(body) do lines[number] = data_row(cells, ids[number] or "") end
  local reachable = '<div class="scroll" role="group" tabindex="0" aria-label="' .. word("data") .. '">'
  return '<details class="chart-data"><summary>' .. word("data") .. "</summary>" .. reachable
    .. "<table><thead><tr>" .. table.concat(head) .. "</tr></thead><tbody>" .. table.concat(lines)
    .. "</tbody></table></div></details>"
end

local function code_of(cell, name) -- how the chart was made: the cell, without its options, and where it stands
  local code = joined(cell.source):gsub("#|[^\n]*\n", "")
  return '<details class="chart-code"><summary>' .. word("code") .. " (<code>" .. name:match("[^/]*$")
    .. '</code>)</summary><pre tabindex="0"><code>' .. escaped(code) .. "</code></pre></details>"
end

local function chart(div)
  local name, id = div.attributes.notebook, div.attributes["notebook-cellId"]
  local cell = html and name and cell_of(name, (id:gsub("^cell%-", "")))
  for _, output in ipairs(cell and cell.outputs or {}) do
    local more = (output.data or {})["application/vnd.nbpaper.chart+json"]
    if more then
      local svg = { wide = joined(output.data["image/svg+xml"]), narrow = joined(more.narrow) }
      local blocks = pandoc.Blocks({})
      for _, width in ipairs({ "wide", "narrow" }) do
        blocks:insert(pandoc.RawBlock("html", '<div class="chart ' .. width .. '">' .. svg[width] .. "</div>"))
      end
      if #more.data > 0 then blocks:insert(pandoc.RawBlock("html", data_table(more.data, more.ids))) end
      blocks:insert(pandoc.RawBlock("html", code_of(cell, name)))
      return blocks
    end
  end
end

-- The register: its cards stand together, in two columns on paper.
local function is_card(block) return block.t == "Div" and block.classes:includes("card") end

local function card(div)
  if typst then -- attributes of this form are pandoc's way to reach typst's block
    div.attributes["typst:breakable"] = "false"
    div.attributes["typst:width"] = "100%"
    div.attributes["typst:stroke"] = "(top: 0.4pt + luma(190))"
    div.attributes["typst:inset"] = "(top: 4pt)"
  end
  return div
end

local function raw(text) return pandoc.RawBlock("typst", text) end

local function gather_cards(blocks)
  local first, last
  for number, block in ipairs(blocks) do
    if is_card(block) then first, last = first or number, number end
  end
  if not first then return blocks end
  if first > 1 and blocks[first - 1].t == "Header" then first = first - 1 end
  local cards, result = pandoc.Blocks({}), pandoc.Blocks({})
  for number, block in ipairs(blocks) do
    if number >= first and number <= last then cards:insert(block) else result:insert(block) end
    if number == last then
      if html then result:insert(pandoc.Div(cards, pandoc.Attr("", { "cards" }))) end
      if typst then
        result:insert(raw("#register["))
        result:extend(cards)
        result:insert(raw("]"))
      end
    end
  end
  return result
end

local LONG = 24 -- lines from which a table may break over pages; a shorter one stays whole

local function kind_of(block)
  local lines, image = 0, false
  pandoc.Blocks({ block }):walk({
    Table = function(tbl) lines = math.max(lines, lines_of(tbl)) end,
    Image = function() image = true end,
    RawInline = function(inline) image = image or inline.text:match("^#image%(") ~= nil end,
  })
  if block.t == "Header" then return "heading" end
  if block.t == "RawBlock" and not image then return "fixed" end -- the contents
  return lines > LONG and "long" or lines > 0 and "table" or image and "chart" or "text"
end

-- On paper: all blocks before the register are handed to what fills the pages, each with what it is. Where a long
-- table ends cannot be foretold well, so that the last sections after one are reckoned from where they really begin;
-- typst looks only so often, so these are few.
local FLOWS = 3

local function flow(blocks)
  local kinds, starts, tables = blocks:map(kind_of), {}, false
  local last, drawn = #blocks, 0
  for number, block in ipairs(blocks) do
    if block.t == "RawBlock" and block.text == "#register[" then last = number - 1 break end
    if kinds[number] == "chart" then drawn = number end
    if block.t == "Header" and block.level == 1 and tables then
      table.insert(starts, number)
      tables = false
    end
    tables = tables or kinds[number] == "long"
  end
  if #starts > 0 and starts[#starts] > drawn then table.remove(starts) end -- no chart comes after it
  local begins = {}
  for number = math.max(1, #starts - FLOWS + 2), #starts do begins[starts[number]] = true end
  local result = pandoc.Blocks({ raw("#flow(") })
  for number, block in ipairs(blocks) do
    local kind = kinds[number]
    if begins[number] then result:extend({ raw(")"), raw("#flow(") }) end
    if number > last then
      result:insert(block)
    else
      result:insert(raw('(kind: "' .. kind .. '", level: ' .. (block.level or 0) .. ", body: [" .. (kind == "long" and "#long-table[" or "")))
      result:insert(block)
      result:insert(raw((kind == "long" and "]" or "") .. "]),"))
    end
    if number == last then result:insert(raw(")")) end
  end
  return result
end

-- On paper the contents stand where the numbered sections begin: the key findings come first.
local function with_contents(blocks)
  for number, block in ipairs(blocks) do
    if block.t == "Header" and block.level == 1 and not block.classes:includes("unnumbered") then
      blocks:insert(number, raw("#outline(depth: 2, indent: auto)"))
      return blocks
    end
  end
  return blocks
end

local function whole(doc)
  doc.blocks = gather_cards(doc.blocks)
  if typst then doc.blocks = flow(with_contents(doc.blocks)) end
  if html then
    doc.blocks:insert(1, pandoc.RawBlock("html", '<main id="content" tabindex="-1">'))
    doc.blocks:insert(pandoc.RawBlock("html", "</main>\n" .. scripts()))
  end
  return doc
end

-- A block `::: {.from-file file="…"}` is replaced by that file. Quarto's own include looks for the file before
-- pre-render has written it.
local PIECE = 4000 -- characters, to the end of a card: of a longer text pandoc keeps the rest in memory for each span

local function brought(div)
  if not div.classes:includes("from-file") then return end
  local text, blocks, from = read(div.attributes.file), pandoc.Blocks({}), 1
  while from <= #text do
    local _, to = text:find("\n:::\n", from + PIECE, true)
    to = to or #text
    blocks:extend(pandoc.read(text:sub(from, to), "markdown-implicit_figures").blocks)
    from = to + 1
  end
  return blocks
end

return {
  { Meta = function(meta)
      french = meta.lang and pandoc.utils.stringify(meta.lang):match("^fr") ~= nil
      if html then return page(meta) end
    end },
  { Pandoc = function(doc)
      if french then return doc:walk({ Inlines = spaced }) end
    end },
  { Div = brought }, -- its spaces are right
  { Link = function(link) -- on paper a card has no use for a link to itself
      if typst and link.classes:includes("permalink") then return link.content end
    end,
    Span = function(span) -- nor for a sentence to copy
      if typst and span.classes:includes("cite") then return {} end
    end,
    Table = tabular,
    FloatRefTarget = named, -- Quarto's node for a block with a number and a caption
    Div = function(div)
      if div.classes:includes("quarto-embed-nb-cell") then
        local drawn = chart(div)
        if drawn then return drawn end
        for _, name in ipairs({ "notebook", "notebook-cellId", "notebook-title" }) do
          div.attributes[name] = nil
        end
        return div
      end
      if is_card(div) then return card(div) end
    end,
    Pandoc = whole },
}
