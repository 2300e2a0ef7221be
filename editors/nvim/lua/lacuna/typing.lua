--- Neovim's own completion as one types (`vim.lsp.completion.enable` with `autotrigger`) ends at a blank, and
--- letters do not begin it again. Titles have blanks: within the braces of a command it is asked for again as
--- long as the list is closed. The server answers nothing where no citation stands.
local M = {}

--- Whether the cursor of this line stands in braces that a command opened, as far as the line shows.
local function in_braces()
  local before = vim.api.nvim_get_current_line():sub(1, vim.api.nvim_win_get_cursor(0)[2])
  return before:match("\\[%a@]+%*?[^{}]*{[^{}]*$") ~= nil
end

--- Whether the user has asked for completion as one types in this buffer.
local function is_wanted(buffer)
  local named = { group = ("nvim.lsp.completion_%d"):format(buffer), buffer = buffer, event = "InsertCharPre" }
  local fine, found = pcall(vim.api.nvim_get_autocmds, named)
  return fine and #found > 0
end

--- Goes on completing over blanks in `buffer`.
function M.follow(buffer)
  if not (vim.lsp.completion and vim.lsp.completion.get) then
    return
  end
  local group = vim.api.nvim_create_augroup("lacuna.typing." .. buffer, {})
  -- Only where a letter was typed: not where a key was accepted, nor where the list was left.
  local typed = false
  vim.api.nvim_create_autocmd("InsertCharPre", {
    group = group,
    buffer = buffer,
    callback = function()
      typed = true
    end,
  })
  vim.api.nvim_create_autocmd("TextChangedI", {
    group = group,
    buffer = buffer,
    callback = function()
      if typed and vim.fn.pumvisible() == 0 and in_braces() and is_wanted(buffer) then
        vim.lsp.completion.get()
      end
      typed = false
    end,
  })
end

return M
