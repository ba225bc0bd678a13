-- Shared by both renderers: French typography, and no path of the machine in the page.

local french = false

local function spaced(inlines)
  local result = pandoc.Inlines({})
  for i, inline in ipairs(inlines) do
    local following, last = inlines[i + 1], result[#result]
    local before = following and following.t == "Str" and following.text:match("^[;:!?%%»]")
    local after = last and last.t == "Str" and last.text:match("«$")
    if (inline.t == "Space" or inline.t == "SoftBreak") and (before or after) then
      result:insert(pandoc.Str("\u{202f}"))
    else
      result:insert(inline)
    end
  end
  return result
end

return {
  { Meta = function(meta)
      french = meta.lang and pandoc.utils.stringify(meta.lang):match("^fr") ~= nil
    end },
  { Inlines = function(inlines)
      if french then return spaced(inlines) end
    end,
    Div = function(div) -- Quarto writes the absolute path of an embedded notebook here
      if div.classes:includes("quarto-embed-nb-cell") then
        for _, name in ipairs({ "notebook", "notebook-cellId", "notebook-title" }) do
          div.attributes[name] = nil
        end
        return div
      end
    end },
}
