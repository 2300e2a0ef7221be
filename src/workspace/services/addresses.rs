//! Where requests may go: to public hosts over HTTPS, and to the addresses that the user has given.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// Scheme, host and port of an address.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    scheme: String,
    host: String,
    port: u16,
}

impl Origin {
    /// Of an absolute address; none of any other, nor of one with a name and password in it.
    pub fn of(address: &Uri) -> Option<Self> {
        let scheme = address.scheme_str()?.to_ascii_lowercase();
        let authority = address.authority()?;
        if authority.as_str().contains('@') {
            return None;
        }
        let usual = match scheme.as_str() {
            "https" => 443,
            "http" => 80,
            _ => return None,
        };
        let host = authority.host().to_ascii_lowercase();
        Some(Self { scheme, host, port: authority.port_u16().unwrap_or(usual) })
    }

    /// Of an address as text.
    pub fn read(address: &str) -> Option<Self> {
        Self::of(&address.parse().ok()?)
    }

    /// Whether its host is this machine.
    pub fn is_loopback(&self) -> bool {
        self.literal().map_or(self.host == "localhost", |it| it.is_loopback())
    }

    fn literal(&self) -> Option<IpAddr> {
        self.host.trim_start_matches('[').trim_end_matches(']').parse().ok()
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}:{}", self.scheme, self.host, self.port)
    }
}

/// Where requests may go.
#[derive(Clone, Debug, Default)]
pub struct Allowed {
    /// The addresses that the user has given, by plain HTTP or in a private network as it may be.
    pub own: Vec<Origin>,
}

impl Allowed {
    /// Whether the user has given this origin.
    pub fn is_own(&self, origin: &Origin) -> bool {
        self.own.contains(origin)
    }

    /// Why an address may not be asked, by its text alone: what its name leads to, [`Resolver::resolve`] looks at.
    pub fn refusal(&self, origin: &Origin) -> Option<&'static str> {
        if self.is_own(origin) {
            return None;
        }
        if origin.scheme != "https" {
            return Some("it leads to an address without encryption");
        }
        let is_private = origin.literal().is_some_and(|it| !is_public(it)) || origin.is_loopback();
        is_private.then_some(PRIVATE)
    }
}

/// What is said where a name leads into a private network.
pub const PRIVATE: &str = "it leads into a private network";

impl Resolver for Allowed {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = DefaultResolver::default().resolve(uri, config, timeout)?;
        let is_own = Origin::of(uri).is_some_and(|it| self.is_own(&it));
        // The proxy is the user's own, wherever it is.
        let is_proxy = config.proxy().is_some_and(|it| it.uri() == uri);
        if is_own || is_proxy {
            return Ok(found);
        }
        let mut public = self.empty();
        let addresses: Vec<SocketAddr> = found.iter().copied().filter(|it| is_public(it.ip())).collect();
        if addresses.is_empty() {
            return Err(ureq::Error::Other(PRIVATE.into()));
        }
        addresses.into_iter().for_each(|it| public.push(it));
        Ok(public)
    }
}

/// Whether an address is of the public internet (IANA's registries of special-purpose addresses).
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(it) => is_public_v4(it),
        IpAddr::V6(it) => is_public_v6(it),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_broadcast()
        || address.is_documentation()
        || address.is_multicast()
        || a == 0
        || a >= 240
        // Shared by carriers, of protocols, of benchmarks.
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (b == 18 || b == 19));
    !is_special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let parts = address.segments();
    let inner = || Ipv4Addr::from((u32::from(parts[6]) << 16) | u32::from(parts[7]));
    // An address of the fourth version within: mapped, or translated.
    if address.to_ipv4_mapped().is_some() || (parts[0] == 0x64 && parts[1] == 0xFF9B) {
        return is_public_v4(inner());
    }
    // What is routed is 2000::/3, its documentation, tunnels and translations aside.
    (parts[0] & 0xE000) == 0x2000
        && !(parts[0] == 0x2001 && (parts[1] == 0xDB8 || parts[1] < 0x200))
        && parts[0] != 0x2002
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_networks_are_known() {
        let public = |it: &str| is_public(it.parse().unwrap());
        for private in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "::ffff:127.0.0.1",
            "64:ff9b::10.0.0.1",
            "2001:db8::1",
            "2002:7f00:1::",
        ] {
            assert!(!public(private), "{private}");
        }
        assert!(public("93.184.216.34") && public("2606:2800:220:1::1") && public("64:ff9b::93.184.216.34"));
    }

    #[test]
    fn only_https_and_what_the_user_gave_is_asked() {
        let allowed = Allowed { own: vec![Origin::read("http://127.0.0.1:8080/crossref").unwrap()] };
        let refusal = |address: &str| allowed.refusal(&Origin::read(address).unwrap());
        assert_eq!(refusal("https://api.crossref.org/works"), None);
        assert_eq!(refusal("http://127.0.0.1:8080/doi"), None);
        assert_eq!(refusal("http://127.0.0.1:9000/"), Some("it leads to an address without encryption"));
        assert_eq!(refusal("http://api.crossref.org/"), Some("it leads to an address without encryption"));
        for private in
            ["https://127.0.0.1/", "https://[::1]/", "https://localhost/", "https://169.254.169.254/"]
        {
            assert_eq!(refusal(private), Some(PRIVATE), "{private}");
        }
        assert_eq!(Origin::read("https://user:word@api.crossref.org/"), None);
        assert_eq!(Origin::read("ftp://x/"), None);
    }
}
