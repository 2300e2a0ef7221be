---@brief Lacuna finds the open citations of a LaTeX survey and helps to close them.
return require("lacuna.config").client()
