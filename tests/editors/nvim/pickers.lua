--- Stand-ins for telescope.nvim and fzf-lua: what the plugin uses of their documented interfaces (telescope's
--- developers.md, fzf-lua's wiki page "Advanced"), without their windows. The real telescope is tried where it
--- can be had, in a terminal with the newest Neovim; fzf-lua is in no package archive.
local M = {}

--- Forgets both.
function M.none()
  for name in pairs(package.loaded) do
    if name:match("^telescope") or name == "fzf-lua" then
      package.loaded[name] = nil
    end
  end
end

--- Registers a telescope whose user types `prompt`, marks the entries that `mark` accepts, and presses Enter.
---@return fun(): table what was on show: the entries, and the lines of the preview of the first one
function M.telescope(prompt, mark)
  M.none()
  local shown, enter, current = {}, nil, nil
  local telescope = { extensions = {} }
  function telescope.register_extension(extension)
    return extension.exports
  end
  function telescope.load_extension(name)
    telescope.extensions[name] = require("telescope._extensions." .. name)
    return telescope.extensions[name]
  end
  local pickers = {}
  function pickers.new(_, options)
    function options.get_multi_selection()
      return vim.tbl_filter(mark, shown.entries)
    end
    function options.find()
      assert(options.sorter and options.prompt_title)
      current = options
      shown.entries = vim.tbl_map(options.finder.entry_maker, options.finder.fn(prompt))
      for _, entry in ipairs(shown.entries) do
        assert(entry.value and entry.display and entry.ordinal)
      end
      local window = vim.api.nvim_get_current_win()
      local state = { bufnr = vim.api.nvim_create_buf(false, true), winid = window }
      options.previewer.define_preview({ state = state }, shown.entries[1])
      shown.preview = vim.api.nvim_buf_get_lines(state.bufnr, 0, -1, false)
      assert(options.attach_mappings(7))
      enter()
    end
    return options
  end
  local modules = {
    [""] = telescope,
    [".pickers"] = pickers,
    [".finders"] = {
      new_dynamic = function(options)
        return options
      end,
    },
    [".sorters"] = {
      highlighter_only = function(options)
        return assert(options)
      end,
    },
    [".previewers"] = {
      new_buffer_previewer = function(options)
        return options
      end,
    },
    [".previewers.utils"] = {
      highlighter = function(buffer, filetype)
        assert(vim.api.nvim_buf_is_valid(buffer) and filetype == "markdown")
      end,
    },
    [".config"] = { values = {} },
    [".actions"] = {
      close = function() end,
      select_default = {
        replace = function(_, run)
          enter = run
        end,
      },
    },
    [".actions.state"] = {
      get_current_picker = function()
        return current
      end,
      get_selected_entry = function()
        return shown.entries[1]
      end,
    },
  }
  for name, module in pairs(modules) do
    package.loaded["telescope" .. name] = module
  end
  return function()
    return shown
  end
end

--- Registers an fzf-lua whose user types `prompt` and takes the first line.
---@return fun(): string[] the lines on show
function M.fzf_lua(prompt)
  M.none()
  local lines
  package.loaded["fzf-lua"] = {
    fzf_live = function(contents, options)
      assert(options.exec_empty_query)
      lines = contents({ prompt })
      options.actions.enter({ lines[1] })
    end,
  }
  return function()
    return lines
  end
end

return M
