# For nixpkgs: pkgs/by-name/la/lacuna/package.nix. The two hashes are those that nix tells when it misses them.
{
  lib,
  rustPlatform,
  fetchFromGitHub,
  installShellFiles,
  versionCheckHook,
}:

rustPlatform.buildRustPackage (finalAttrs: {
  pname = "lacuna";
  version = "@version@";

  src = fetchFromGitHub {
    owner = lib.head (lib.splitString "/" "@slug@");
    repo = "lacuna";
    tag = "v${finalAttrs.version}";
    hash = lib.fakeHash;
  };

  cargoHash = lib.fakeHash;

  nativeBuildInputs = [ installShellFiles ];

  postInstall = ''
    $out/bin/lacuna man --out man
    installManPage man/*
    installShellCompletion --cmd lacuna \
      --bash <($out/bin/lacuna completions bash) \
      --fish <($out/bin/lacuna completions fish) \
      --zsh <($out/bin/lacuna completions zsh)
  '';

  nativeInstallCheckInputs = [ versionCheckHook ];
  doInstallCheck = true;

  meta = {
    description = "Language server that finds the open citations of LaTeX surveys";
    homepage = "@repository@";
    changelog = "@repository@/blob/v@version@/CHANGELOG.md";
    license = with lib.licenses; [
      mit
      asl20
    ];
    mainProgram = "lacuna";
  };
})
