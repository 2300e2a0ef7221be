--- `:checkhealth lacuna`
local config = require("lacuna.config")

local M = {}

function M.check()
  local health = vim.health
  health.start("lacuna")
  if vim.fn.has("nvim-0.10") == 0 then
    return health.error("Neovim 0.10 or newer is needed")
  end
  health.ok("Neovim " .. tostring(vim.version()))

  local client = vim.lsp.config and vim.lsp.config.lacuna or config.client()
  local command = type(client.cmd) == "table" and client.cmd[1]
  if not command then
    health.info("the server is started by a function of yours")
  elseif vim.fn.executable(command) == 0 then
    health.error(("the server `%s` was not found"):format(command), {
      "Install it: `cargo install --path .` in Lacuna's sources, or",
      "name it: vim.g.lacuna = { cmd = { '/path/to/lacuna', 'serve' } }",
    })
  else
    local run = vim.system({ command, "--version" }, { text = true }):wait(5000)
    if run.code == 0 then
      health.ok(("%s (%s)"):format(vim.trim(run.stdout), vim.fn.exepath(command)))
    else
      health.error(("`%s --version` failed: %s"):format(command, vim.trim(run.stderr or "")))
    end
  end

  local clients = vim.lsp.get_clients({ name = "lacuna" })
  if config.options().enabled == false then
    health.info("vim.g.lacuna.enabled is false: the server is not started by this plugin")
  elseif #clients == 0 then
    health.info("no buffer of yours has the server yet; open a .tex or .bib file")
  end
  for _, it in ipairs(clients) do
    health.ok(("running in %s"):format(it.config.root_dir or "single files"))
  end
  if #vim.lsp.get_clients({ name = "texlab" }) > 0 then
    health.info("texlab runs too: see |lacuna-texlab| for who shows what")
  end
end

return M
