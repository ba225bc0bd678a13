return {{ Div = function(div)
  if not div.classes:includes("from-file") then return end
  local file = io.open(div.attributes.file)
  return pandoc.read(file:read("a"), "markdown").blocks
end }}
