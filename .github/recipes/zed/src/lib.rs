//! Lacuna in Zed: the server on the PATH, else the one of the newest release.

use std::fs;

use zed_extension_api::{
    self as zed, Architecture, DownloadedFileType, GithubReleaseOptions, LanguageServerId,
    LanguageServerInstallationStatus as Status, Os, Result, Worktree,
};

struct Lacuna {
    downloaded: Option<String>,
}

fn target() -> Result<(&'static str, DownloadedFileType)> {
    let (os, machine) = zed::current_platform();
    Ok(match (os, machine) {
        (Os::Linux, Architecture::X8664) => ("x86_64-unknown-linux-musl", DownloadedFileType::GzipTar),
        (Os::Linux, Architecture::Aarch64) => ("aarch64-unknown-linux-musl", DownloadedFileType::GzipTar),
        (Os::Mac, Architecture::X8664) => ("x86_64-apple-darwin", DownloadedFileType::GzipTar),
        (Os::Mac, Architecture::Aarch64) => ("aarch64-apple-darwin", DownloadedFileType::GzipTar),
        (Os::Windows, Architecture::X8664) => ("x86_64-pc-windows-msvc", DownloadedFileType::Zip),
        (Os::Windows, Architecture::Aarch64) => ("aarch64-pc-windows-msvc", DownloadedFileType::Zip),
        _ => return Err("no program of Lacuna is built for this platform".into()),
    })
}

impl Lacuna {
    fn program(&mut self, id: &LanguageServerId, worktree: &Worktree) -> Result<String> {
        if let Some(path) = worktree.which("lacuna") {
            return Ok(path);
        }
        if let Some(path) = self.downloaded.as_ref().filter(|it| fs::metadata(it).is_ok()) {
            return Ok(path.clone());
        }
        zed::set_language_server_installation_status(id, &Status::CheckingForUpdate);
        let options = GithubReleaseOptions { require_assets: true, pre_release: false };
        let release = zed::latest_github_release("@slug@", options)?;
        let version = release.version.trim_start_matches('v');
        let (target, kind) = target()?;
        let stem = format!("lacuna-{version}-{target}");
        let windows = matches!(kind, DownloadedFileType::Zip);
        let archive = format!("{stem}.{}", if windows { "zip" } else { "tar.gz" });
        let asset = release.assets.iter().find(|it| it.name == archive);
        let asset = asset.ok_or_else(|| format!("release {version} has no {archive}"))?;
        let path = format!("{version}/{stem}/lacuna{}", if windows { ".exe" } else { "" });
        if fs::metadata(&path).is_err() {
            zed::set_language_server_installation_status(id, &Status::Downloading);
            zed::download_file(&asset.download_url, version, kind)?;
            zed::make_file_executable(&path)?;
        }
        self.downloaded = Some(path.clone());
        Ok(path)
    }
}

impl zed::Extension for Lacuna {
    fn new() -> Self {
        Self { downloaded: None }
    }

    fn language_server_command(&mut self, id: &LanguageServerId, worktree: &Worktree) -> Result<zed::Command> {
        Ok(zed::Command { command: self.program(id, worktree)?, args: vec!["serve".into()], env: Vec::new() })
    }
}

zed::register_extension!(Lacuna);
