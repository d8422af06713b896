//! The script from which the page loads Argyle Link.

use std::str::FromStr;

use argyle_user_tokens::reqwest::Url;

/// Argyle's own script, as documented.
const ARGYLE: &str = "https://plugin.argyle.com/argyle.web.v5.js";

/// The script that defines `Argyle.create` for the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkScript {
    /// Argyle Link, from Argyle.
    Argyle,
    /// The stand-in at `/stand-in.js` of this server. It shows that a token came, and sends no request.
    StandIn,
    /// A script at another address.
    At(Url),
}

impl LinkScript {
    /// Returns the address, as the page contains it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Argyle => ARGYLE,
            Self::StandIn => "/stand-in.js",
            Self::At(url) => url.as_str(),
        }
    }

    /// Returns the origin of foreign scripts, if any.
    pub(crate) fn origin(&self) -> Option<String> {
        match self {
            Self::Argyle => Some("https://plugin.argyle.com".to_owned()),
            Self::StandIn => None,
            Self::At(url) => Some(url.origin().ascii_serialization()),
        }
    }
}

impl FromStr for LinkScript {
    type Err = String;

    /// # Errors
    ///
    /// Returns a sentence unless the text is `/stand-in.js`, an absolute `https://` URL, or an `http://` URL to
    /// loopback. Anyone who can change the script can read the tokens.
    fn from_str(text: &str) -> Result<Self, String> {
        if text == Self::StandIn.as_str() {
            return Ok(Self::StandIn);
        }
        let url = Url::parse(text)
            .map_err(|_| "it is neither /stand-in.js nor an absolute URL".to_owned())?;
        let loopback = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        match url.scheme() {
            "https" => Ok(Self::At(url)),
            "http" if loopback => Ok(Self::At(url)),
            _ => Err("only https:// keeps the script as it was sent".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_without_tls_is_refused() {
        for (text, expected) in [
            ("/stand-in.js", Some(None)),
            ("https://scripts.example/link.js", Some(Some("https://scripts.example"))),
            ("http://127.0.0.1:8080/link.js", Some(Some("http://127.0.0.1:8080"))),
            ("http://scripts.example/link.js", None),
            ("ftp://scripts.example/link.js", None),
            ("data:text/javascript,0", None),
            ("//scripts.example/link.js", None),
            ("link.js", None),
        ] {
            let origin = text.parse::<LinkScript>().ok().map(|script| script.origin());
            assert_eq!(origin, expected.map(|origin| origin.map(str::to_owned)), "{text}");
        }
    }
}
