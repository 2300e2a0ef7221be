--- How the server is started. Users say otherwise in `vim.g.lacuna` or, from Neovim 0.11 on, with
--- `vim.lsp.config("lacuna", { ... })`.
local M = {}

M.filetypes = { "tex", "plaintex", "bib" }
M.root_markers = { "lacuna.toml", ".latexmkrc", ".git" }

---@class lacuna.Options
---@field enabled? boolean start with every TeX and BibTeX buffer (default: true)
---@field cmd? string[] the server's command (default: `lacuna` on the PATH)
---@field picker? "telescope"|"fzf-lua"|"select" what to choose entries with (default: what is installed)
---@field beside? "off" beside texlab show everything all the same
---@field progress? boolean say in the command line how far reading is (default: true)
---@field settings? table the server's settings, without the leading `lacuna.`

---@return lacuna.Options
function M.options()
  return vim.g.lacuna or {}
end

--- What a line above a heading or an entry leads to; run by `vim.lsp.codelens.run()`.
local function lens_commands()
  local function at(command)
    return command.arguments[1]
  end
  return {
    ["lacuna.showReferences"] = function(command, context)
      local client = vim.lsp.get_client_by_id(context.client_id)
      local place = at(command)
      local params = {
        textDocument = { uri = place.uri },
        position = place.position,
        context = { includeDeclaration = false },
      }
      local found = client and require("lacuna.server").request(client, "textDocument/references", params, context.bufnr)
      if found and #found > 0 then
        vim.fn.setqflist({}, " ", {
          title = "References",
          items = vim.lsp.util.locations_to_items(found, client.offset_encoding),
        })
        vim.cmd("botright copen")
      end
    end,
    ["lacuna.showOpenCitations"] = function()
      require("lacuna").run("list")
    end,
  }
end

--- The client's configuration, as `vim.lsp.config` and `vim.lsp.start` take it.
function M.client()
  local options = M.options()
  return {
    cmd = options.cmd or { "lacuna", "serve" },
    filetypes = M.filetypes,
    root_markers = M.root_markers,
    commands = lens_commands(),
    capabilities = vim.tbl_deep_extend("force", vim.lsp.protocol.make_client_capabilities(), {
      experimental = { lensCommands = true },
    }),
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
