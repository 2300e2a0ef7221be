//! Definitions in the protocol's words.

use tower_lsp::lsp_types::{GotoDefinitionParams, GotoDefinitionResponse, Location, LocationLink};

use crate::features::definition::{Place, definition};
use crate::server::asked::Asked;
use crate::server::convert::{incoming, outgoing};
use crate::text::Text;

pub(in crate::server) fn answer(
    asked: &Asked,
    params: &GotoDefinitionParams,
) -> Option<GotoDefinitionResponse> {
    let place = &params.text_document_position_params;
    let id = incoming::document_id(&place.text_document.uri);
    let text = &asked.snapshot.document(&id)?.text;
    let encoding = asked.client.encoding;
    let offset = incoming::offset(text, place.position, encoding);
    let found = definition(&asked.snapshot, &id, offset)?;
    let origin = outgoing::range(text, found.origin, encoding);
    // A file that is not loaded is opened at its beginning.
    let empty = Text::plain(String::new());
    let places = found.places.iter().filter_map(|it: &Place| {
        let text = asked.snapshot.document(&it.document).map_or(&empty, |it| &it.text);
        let ranges = (outgoing::range(text, it.range, encoding), outgoing::range(text, it.name, encoding));
        Some((asked.session.spelling.uri(&it.document)?, ranges))
    });
    if !asked.client.location_links {
        let locations = places.map(|(uri, (_, name))| Location::new(uri, name));
        return Some(GotoDefinitionResponse::Array(locations.collect()));
    }
    let links = places.map(|(target_uri, (target_range, target_selection_range))| LocationLink {
        origin_selection_range: Some(origin),
        target_uri,
        target_range,
        target_selection_range,
    });
    Some(GotoDefinitionResponse::Link(links.collect()))
}
