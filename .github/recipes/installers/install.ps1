# Installs lacuna for Windows from a release:
#
#   irm @repository@/releases/latest/download/install.ps1 | iex
#
# $env:LACUNA_INSTALL_DIR (default %LOCALAPPDATA%\Programs\lacuna) names the folder, $env:LACUNA_VERSION a version
# other than the one of this script.
$ErrorActionPreference = 'Stop'
$version = if ($env:LACUNA_VERSION) { $env:LACUNA_VERSION } else { '@version@' }
$folder = if ($env:LACUNA_INSTALL_DIR) { $env:LACUNA_INSTALL_DIR } else { Join-Path $env:LOCALAPPDATA 'Programs\lacuna' }
$machine = if ([System.Runtime.InteropServices.RuntimeInformation]::OSArchitecture -eq 'Arm64') { 'aarch64' } else { 'x86_64' }
$name = "lacuna-$version-$machine-pc-windows-msvc"
$downloads = "@repository@/releases/download/v$version"

$scratch = Join-Path ([System.IO.Path]::GetTempPath()) ([System.IO.Path]::GetRandomFileName())
New-Item -ItemType Directory $scratch | Out-Null
try {
    Invoke-WebRequest "$downloads/$name.zip" -OutFile "$scratch\$name.zip" -UseBasicParsing
    Invoke-WebRequest "$downloads/SHA256SUMS" -OutFile "$scratch\SHA256SUMS" -UseBasicParsing
    $line = Select-String -Path "$scratch\SHA256SUMS" -Pattern ([regex]::Escape("$name.zip") + '$') | Select-Object -First 1
    $wanted = if ($line) { ($line.Line -split '\s+')[0] } else { '' }
    if ((Get-FileHash "$scratch\$name.zip" -Algorithm SHA256).Hash -ne $wanted) {
        throw "$name.zip is not what SHA256SUMS says; nothing was installed"
    }
    Expand-Archive "$scratch\$name.zip" $scratch
    New-Item -ItemType Directory $folder -Force | Out-Null
    Copy-Item "$scratch\$name\lacuna.exe" $folder -Force
} finally {
    Remove-Item $scratch -Recurse -Force
}
& "$folder\lacuna.exe" --version
$path = [Environment]::GetEnvironmentVariable('Path', 'User')
if (($path -split ';') -notcontains $folder) {
    [Environment]::SetEnvironmentVariable('Path', "$path;$folder", 'User')
    Write-Output "$folder is on your PATH from the next terminal on"
}
