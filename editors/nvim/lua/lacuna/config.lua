--- How the server is started. Users say otherwise in `vim.g.lacuna` or, from Neovim 0.11 on, with
--- `vim.lsp.config("lacuna", { ... })`.
local M = {}

M.filetypes = { "tex", "plaintex", "bib" }
M.root_markers = { "lacuna.toml", ".latexmkrc", ".git" }

---@class lacuna.Options
---@field enabled? boolean start with every TeX and BibTeX buffer (default: true)
---@field cmd? string[] the server's command (default: `lacuna` on the PATH)
---@field picker? "telescope"|"fzf-lua"|"select" what to choose entries with (default: what is installed)
---@field settings? table the server's settings, without the leading `lacuna.`

---@return lacuna.Options
function M.options()
  return vim.g.lacuna or {}
end

--- The client's configuration, as `vim.lsp.config` and `vim.lsp.start` take it.
function M.client()
  local options = M.options()
  return {
    cmd = options.cmd or { "lacuna", "serve" },
    filetypes = M.filetypes,
    root_markers = M.root_markers,
    settings = { lacuna = options.settings or vim.empty_dict() },
    -- Asked to refresh, Neovim 0.12 asks for the workspace's reports if it can, and then passes over those
    -- on buffers that are open.
    on_init = function(client)
      local provider = client.server_capabilities.diagnosticProvider
      if type(provider) == "table" then
        provider.workspaceDiagnostics = false
      end
    end,
  }
end

return M
