//! What others made: dumps of every format, and answers of services.

use std::io::Read;

use lacuna::corpus::formats::{Cutter, Format, Piece, Reader};
use lacuna::workspace::services::known::records;
use lacuna::workspace::services::service::Service;

use crate::ugly::run;

const SEEDS: [&str; 10] = [
    "<?xml version=\"1.0\"?>\n<!DOCTYPE dblp SYSTEM \"dblp.dtd\">\n<dblp>\n<article key=\"a/b\" mdate=\"2020-01-01\"><author>Jos&eacute; Wu 0001</author><title>On <i>Graphs</i> &amp; x.</title><year>2020</year><ee>https://doi.org/10.1/x</ee></article>\n</dblp>\n",
    "@article{a, author = {Wu, Kai}, title = {On Graphs}, year = 2020}\n@string{s = \"x\"}\n",
    "{\"id\":\"2001.00001\",\"authors\":\"K. Wu, L. Xu\",\"title\":\"On\\n  Graphs\",\"categories\":\"cs.CL\",\"doi\":null,\"comments\":\"withdrawn\",\"authors_parsed\":[[\"Wu\",\"K.\",\"\"]],\"versions\":[{\"version\":\"v1\",\"created\":\"Mon, 2 Apr 2007\"}]}\n",
    "{\"id\":\"https://openalex.org/W1\",\"doi\":\"https://doi.org/10.1/x\",\"title\":\"On\",\"publication_year\":2020,\"type\":\"article\",\"authorships\":[{\"author\":{\"display_name\":\"K Wu\"}}],\"biblio\":{\"first_page\":\"1\"}}\n",
    "{\"DOI\":\"10.1/x\",\"title\":[\"On\"],\"author\":[{\"given\":\"K\",\"family\":\"Wu\"}],\"issued\":{\"date-parts\":[[2020,1]]},\"type\":\"journal-article\",\"update-to\":[{\"DOI\":\"10.1/y\",\"type\":\"retraction\"}]}\n",
    "Record ID,Title,OriginalPaperDOI,RetractionNature\n1,\"On \"\"x\"\", y\",10.1/x,Retraction\n",
    "<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><id>http://arxiv.org/abs/2001.00001v1</id><title>On</title><author><name>K Wu</name></author><published>2020-01-01T00:00:00Z</published></entry></feed>",
    "{\"status\":\"ok\",\"message\":{\"items\":[{\"DOI\":\"10.1/x\",\"title\":[\"On\"],\"author\":[{\"family\":\"Wu\"}]}]}}",
    "{\"data\":[{\"id\":\"10.1/x\",\"attributes\":{\"doi\":\"10.1/x\",\"titles\":[{\"title\":\"On\"}],\"creators\":[{\"name\":\"Wu, K\"}],\"publicationYear\":2020}}]}",
    "{\"result\":{\"hits\":{\"hit\":[{\"info\":{\"title\":\"On.\",\"authors\":{\"author\":[{\"text\":\"K Wu 0001\"}]},\"year\":\"2020\"}}]}}}",
];

const PIECES: [&str; 34] = [
    "<",
    ">",
    "</",
    "/>",
    "&",
    "&eacute;",
    "&#x110000;",
    "&#0;",
    "<!--",
    "<![CDATA[",
    "]]>",
    "<article key=\"x\">",
    "</article>",
    "<dblp>",
    "\"",
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\\u0000",
    "\\ud800",
    "null",
    "1e999",
    "-1",
    "99999999999999999999",
    "true",
    "\n",
    "\r\n",
    "\"title\":",
    "[[[[",
    "é",
    " ",
];

const FORMATS: [Format; 6] = [
    Format::Dblp,
    Format::Bibtex,
    Format::Arxiv,
    Format::Openalex,
    Format::Crossref,
    Format::RetractionWatch,
];

const SERVICES: [Service; 7] = [
    Service::Doi,
    Service::Crossref,
    Service::Arxiv,
    Service::Dblp,
    Service::Datacite,
    Service::Openalex,
    Service::SemanticScholar,
];

/// The pieces of a dump, and what each says.
fn pieces(input: impl Read, format: Format) -> Vec<String> {
    let (mut cutter, mut reader) = (Cutter::new(input, format), Reader::new(format));
    let mut all = Vec::new();
    while let Ok(Some(piece)) = cutter.piece() {
        all.push(match piece {
            Piece::Record(at, piece) if reader.heeds(piece) => format!("{at} heeded"),
            Piece::Record(at, piece) => format!("{at} {:?}", reader.read(piece)),
            Piece::TooLong(at) => format!("{at} too long"),
            Piece::Broken(at) => format!("{at} broken"),
        });
        assert!(all.len() < 100_000, "it goes on for ever");
    }
    all
}

#[test]
fn any_dump_is_read_in_the_same_pieces_however_it_comes() {
    run(
        300,
        |random| random.bytes(&SEEDS, &PIECES),
        |random, bytes| {
            Format::of(bytes);
            let format = FORMATS[random.below(FORMATS.len())];
            let whole = pieces(bytes.as_slice(), format);
            // In three readings.
            let (first, rest) = bytes.split_at(random.below(bytes.len() + 1));
            let (second, third) = rest.split_at(random.below(rest.len() + 1));
            assert_eq!(pieces(first.chain(second).chain(third), format), whole, "{format:?}");
        },
    );
}

#[test]
fn any_answer_of_a_service_is_records_or_a_reason() {
    run(
        2_000,
        |random| random.bytes(&SEEDS, &PIECES),
        |_, bytes| {
            for service in SERVICES {
                let _ = records(service, bytes, None);
            }
        },
    );
}
