-- What the paper uses of Quarto's own syntax, for pandoc alone: numbered charts and tables in `::: {#fig-…}`
-- and `::: {#tbl-…}` blocks whose last paragraph is the caption, numbered sections, and `@fig-…` references.
-- It runs before the citation processor, which would take the references for citations.

local names = { fig = "Figure", tbl = "Table", sec = "Section" }
local titles = { fig = "Figure", tbl = "Table" }
local numbers, counts = {}, { fig = 0, tbl = 0 }
local french = false
local typst = FORMAT:match("typst")
local html = FORMAT:match("html")

local function kind_of(id)
  return id and id:match("^(%a+)%-")
end

-- First pass: number everything that can be referred to, in the order of the text.
local function number_sections(blocks)
  local level = {}
  blocks:walk({
    Header = function(header)
      if header.classes:includes("unnumbered") then return end
      level[header.level] = (level[header.level] or 0) + 1
      for deeper = header.level + 1, 6 do level[deeper] = nil end
      local parts = pandoc.List()
      for depth = 1, header.level do parts:insert(tostring(level[depth] or 0)) end
      numbers[header.identifier] = table.concat(parts, ".")
    end,
    Div = function(div)
      local kind = kind_of(div.identifier)
      if kind == "fig" or kind == "tbl" then
        counts[kind] = counts[kind] + 1
        numbers[div.identifier] = tostring(counts[kind])
      end
    end,
  })
end

local function split(div)
  local content = pandoc.Blocks(div.content)
  local last = content:remove()
  if not last or last.t ~= "Para" then
    error("block " .. div.identifier .. ": the last paragraph must be its caption")
  end
  return content, last.content
end

local function numbered(kind, id, caption)
  if typst then return caption end -- typst numbers its figures itself
  local label = pandoc.Inlines({ pandoc.Str(titles[kind] .. "\u{a0}" .. numbers[id] .. (french and "\u{202f}:" or ":")), pandoc.Space() })
  return label .. caption
end

local function chart(div)
  local content, caption = split(div)
  return pandoc.Figure(content, { long = { pandoc.Plain(numbered("fig", div.identifier, caption)) } }, { div.identifier })
end

-- On a page the caption stays outside the table, as Quarto puts it: the table may scroll, the caption does not.
local function page_table(id, content, caption, long)
  local blocks = pandoc.Blocks({ pandoc.RawBlock("html", '<figure id="' .. id .. '" class="quarto-float-tbl"><figcaption>') })
  for _, block in ipairs(content) do
    if block.t == "Table" then block.attributes["aria-label"] = pandoc.utils.stringify(caption) end
  end
  blocks:extend(long)
  blocks:insert(pandoc.RawBlock("html", "</figcaption>"))
  blocks:extend(content)
  blocks:insert(pandoc.RawBlock("html", "</figure>"))
  return blocks
end

local function tabular(div)
  local content, caption = split(div)
  local long = { pandoc.Plain(numbered("tbl", div.identifier, caption)) }
  if not typst then return page_table(div.identifier, content, caption, long) end
  for _, block in ipairs(content) do
    if block.t == "Table" then
      block.caption = { long = long }
      block.identifier = div.identifier
      return content
    end
  end
  -- No table was left: a sentence stands in its place, and is counted among the tables all the same.
  local function raw(text) return pandoc.RawBlock("typst", text) end
  local blocks = pandoc.Blocks({ raw("#figure([") })
  blocks:extend(content)
  blocks:insert(raw("], kind: table, caption: ["))
  blocks:extend(long)
  blocks:insert(raw("]) <" .. div.identifier .. ">"))
  return blocks
end

-- pandoc's typst writer drops the alternative text, without which no PDF/UA can be made.
local function picture(image)
  if not typst then return end
  local function text(value) return '"' .. value:gsub('[\\"]', "\\%0") .. '"' end
  local alt = pandoc.utils.stringify(image.caption)
  return pandoc.RawInline("typst", "#image(" .. text(image.src) .. ", alt: " .. text(alt) .. ")")
end

local function reference(cite)
  if #cite.citations ~= 1 then return end
  local id = cite.citations[1].id
  local kind = kind_of(id)
  if not names[kind or ""] then return end
  if not numbers[id] then error("@" .. id .. " refers to nothing") end
  local text = names[kind] .. "\u{a0}" .. numbers[id]
  return pandoc.Link(text, "#" .. id, "", { class = "quarto-xref" })
end

-- On a page pandoc moves headings below the title's level and would number them from nought.
local function heading(header)
  if not html then return end
  local number = numbers[header.identifier]
  if number and not header.classes:includes("unnumbered") then
    local label = pandoc.Span({ pandoc.Str(number) }, { class = "header-section-number" })
    header.content = pandoc.Inlines({ label, pandoc.Space() }) .. header.content
  end
  return header
end

return {
  {
    Pandoc = function(doc)
      french = pandoc.utils.stringify(doc.meta.lang or "en"):match("^fr") ~= nil
      for kind in pairs(names) do -- Quarto's own options for other words: crossref.tbl-title, crossref.tbl-prefix
        local given = doc.meta.crossref or {}
        names[kind] = pandoc.utils.stringify(given[kind .. "-prefix"] or names[kind])
        titles[kind] = titles[kind] and pandoc.utils.stringify(given[kind .. "-title"] or titles[kind])
      end
      number_sections(doc.blocks)
    end,
  },
  {
    Div = function(div)
      local kind = kind_of(div.identifier)
      if kind == "fig" then return chart(div) end
      if kind == "tbl" then return tabular(div) end
    end,
    Header = heading,
    Cite = reference,
    Image = picture,
  },
}
