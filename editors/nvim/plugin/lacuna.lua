if vim.g.loaded_lacuna then
  return
end
vim.g.loaded_lacuna = true

if vim.fn.has("nvim-0.10") == 0 then
  vim.notify("lacuna needs Neovim 0.10 or newer", vim.log.levels.WARN)
  return
end

vim.api.nvim_create_user_command("Lacuna", function(call)
  require("lacuna").run(call.fargs[1], table.concat(call.fargs, " ", 2), call.bang)
end, {
  nargs = "+",
  bang = true,
  desc = "Open citations: next, prev, list, fill, search, certain, ...",
  complete = function(lead, line)
    return line:match("^%S+%s+%S*$") and require("lacuna").complete(lead) or {}
  end,
})

require("lacuna").start()
