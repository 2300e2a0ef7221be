--- Beside texlab, each shows what it does better: this server keys, their cards, where they lead, and reports on
--- citations; texlab the outline, folds, links, labels and all the rest. `vim.g.lacuna.beside = "off"` leaves both
--- as they are.
local config = require("lacuna.config")

local M = {}

--- What of texlab's is passed over where a key stands.
local of_keys = {
  ["textDocument/completion"] = true,
  ["textDocument/hover"] = true,
  ["textDocument/definition"] = true,
  ["textDocument/references"] = true,
  ["textDocument/documentHighlight"] = true,
}
--- What is left to texlab everywhere.
local left = { "documentSymbolProvider", "foldingRangeProvider", "documentLinkProvider", "codeLensProvider" }
local takes_itself = vim.fn.has("nvim-0.11") == 1

--- Whether the keys of a cite command stand before this column (in bytes) of a line.
local function in_cite(line, column)
  -- Without the notes before the keys, which stand in brackets.
  local name = line:sub(1, column):gsub("%b[]", ""):match("\\(%a+)%*?%s*{[^{}]*$")
  return name ~= nil and name:lower():find("cite", 1, true) ~= nil
end

local function cursor_in_cite()
  return in_cite(vim.api.nvim_get_current_line(), vim.api.nvim_win_get_cursor(0)[2])
end

--- Lets nothing of `texlab` be seen of citations.
local function silence(texlab)
  if texlab.beside_lacuna then
    return
  end
  texlab.beside_lacuna = true
  local request = texlab.request
  local function asked(method, handler)
    -- Neovim 0.10 leaves the handler to the client.
    local answered = handler or texlab.handlers[method] or vim.lsp.handlers[method]
    if not (of_keys[method] and answered and cursor_in_cite()) then
      return handler
    end
    return function(err, _, ...)
      return answered(err, nil, ...)
    end
  end
  if takes_itself then
    function texlab:request(method, params, handler, ...)
      return request(self, method, params, asked(method, handler), ...)
    end
  else
    function texlab.request(method, params, handler, ...)
      return request(method, params, asked(method, handler), ...)
    end
  end
  local name = "textDocument/publishDiagnostics"
  local publish = texlab.handlers[name] or vim.lsp.handlers[name]
  texlab.handlers[name] = function(err, result, ...)
    if result and result.diagnostics then
      local buffer = vim.uri_to_bufnr(result.uri)
      result.diagnostics = vim.tbl_filter(function(it)
        local row = it.range.start.line
        local line = vim.api.nvim_buf_is_loaded(buffer) and vim.api.nvim_buf_get_lines(buffer, row, row + 1, false)[1]
        local is_entry = result.uri:match("%.bib$") ~= nil
        return not is_entry and not (line and in_cite(line, it.range.start.character + 1))
      end, result.diagnostics)
    end
    return publish(err, result, ...)
  end
end

--- Parts the work where both servers are attached to `buffer`.
function M.share(buffer)
  local own = vim.lsp.get_clients({ name = "lacuna", bufnr = buffer })[1]
  local texlab = vim.lsp.get_clients({ name = "texlab", bufnr = buffer })[1]
  if not (own and texlab) or config.options().beside == "off" then
    return
  end
  for _, provider in ipairs(left) do
    if texlab.server_capabilities[provider] then
      own.server_capabilities[provider] = nil
    end
  end
  silence(texlab)
end

return M
