//! What is asked of a service, as a value: nothing here is sent.

use std::fmt::Write as _;

use unicode_normalization::UnicodeNormalization as _;

/// One request below a service's address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Path and query, from the slash on.
    pub path: String,
    /// JSON to be posted; without it, the page is fetched.
    pub body: Option<String>,
    /// What the answer must be.
    pub answer: Content,
}

/// What an answer holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// JSON, or a kind of it.
    Json,
    /// XML, or a kind of it.
    Xml,
    /// A record in JSON, as the agencies of DOIs write it (CSL-JSON); some have none.
    Csl,
    /// Any text but a page.
    Text,
}

impl Content {
    /// Whether a `Content-Type` says so (RFC 9110, section 8.3; suffixes: RFC 6839).
    pub fn is(self, header: &str) -> bool {
        let kind = header.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match self {
            Self::Json | Self::Csl => kind == "application/json" || kind.ends_with("+json"),
            Self::Xml => matches!(kind.as_str(), "application/xml" | "text/xml") || kind.ends_with("+xml"),
            Self::Text => kind.starts_with("text/") && kind != "text/html" || kind == "application/x-bibtex",
        }
    }

    /// What is accepted, for the header of this name.
    pub fn accept(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Csl => "application/vnd.citationstyles.csl+json",
            Self::Xml => "application/atom+xml, application/xml;q=0.9",
            Self::Text => "text/plain, application/x-bibtex",
        }
    }
}

impl Request {
    /// Fetches JSON at `path` with these parameters.
    pub fn json(path: &str, parameters: &[(&str, &str)]) -> Self {
        Self { path: with_query(path, parameters), body: None, answer: Content::Json }
    }

    /// Fetches XML at `path` with these parameters.
    pub fn xml(path: &str, parameters: &[(&str, &str)]) -> Self {
        Self { answer: Content::Xml, ..Self::json(path, parameters) }
    }

    /// Posts JSON.
    pub fn post(path: &str, parameters: &[(&str, &str)], body: String) -> Self {
        Self { body: Some(body), ..Self::json(path, parameters) }
    }
}

fn with_query(path: &str, parameters: &[(&str, &str)]) -> String {
    let mut out = path.to_owned();
    for (at, (name, value)) in parameters.iter().enumerate() {
        out.push(if at == 0 { '?' } else { '&' });
        out += name;
        out.push('=');
        out += &encoded(value);
    }
    out
}

/// Every byte but letters, digits and `-._~` by its number (RFC 3986, section 2.3).
pub fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// At most so many characters of a title are sent: longer ones are no titles.
const LONGEST: usize = 300;

/// A title as words to search for: what queries are made of elsewhere (`|`, `:`, `"`, `\`) is a blank.
pub fn words(title: &str) -> String {
    // As services have them: `H₂O` is `H2O`, a ligature two letters (Unicode's compatibility forms).
    let plain = title.nfkc().map(|c| if c.is_alphanumeric() || "'’-".contains(c) { c } else { ' ' });
    let plain: String = plain.take(LONGEST).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_encoded() {
        let request = Request::json("/works", &[("q", "a&b=ü c"), ("rows", "5")]);
        assert_eq!(request.path, "/works?q=a%26b%3D%C3%BC%20c&rows=5");
    }

    #[test]
    fn kinds_of_answers_are_known_by_their_name() {
        assert!(Content::Json.is("application/json; charset=utf-8"));
        assert!(Content::Json.is("application/vnd.api+json"));
        assert!(Content::Xml.is("application/atom+xml;charset=utf-8"));
        assert!(
            !Content::Json.is("text/html") && !Content::Xml.is("application/json") && !Content::Json.is("")
        );
    }

    #[test]
    fn what_steers_a_query_is_a_blank() {
        assert_eq!(words("BERT: \"Pre-training\" | OR (x) * \\ y,z"), "BERT Pre-training OR x y z");
        assert_eq!(words("On H₂O: Eﬃcient"), "On H2O Efficient");
        assert_eq!(words(&"a ".repeat(1000)).len(), 299);
    }
}
