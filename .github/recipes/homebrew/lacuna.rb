class Lacuna < Formula
  desc "Language server that finds the open citations of LaTeX surveys"
  homepage "@repository@"
  url "@repository@/releases/download/v@version@/lacuna-@version@-src.tar.gz"
  sha256 "@sha256:lacuna-@version@-src.tar.gz@"
  license any_of: ["MIT", "Apache-2.0"]
  head "@repository@.git", branch: "main"

  depends_on "rust" => :build

  def install
    system "cargo", "install", *std_cargo_args
    generate_completions_from_executable(bin/"lacuna", "completions")
    system bin/"lacuna", "man", "--out", man1
  end

  test do
    (testpath/"main.tex").write "\\documentclass{article}\\begin{document}As shown ____.\\end{document}\n"
    assert_match "masked-citation", shell_output("#{bin}/lacuna check main.tex", 1)
  end
end
