use super::*;

/// The records of a dump, shown as citation, venue, identifiers; and what was malformed.
fn shown(dump: &[u8]) -> Vec<String> {
    let format = Format::of(dump).expect("a known format");
    let mut reader = Reader::new(format);
    let mut cutter = Cutter::new(dump, format);
    let mut told = Vec::new();
    while let Some(piece) = cutter.piece().expect("a slice can be read") {
        told.push(match piece {
            Piece::Record(_, bytes) if Reader::may_heed(format, bytes) && reader.heeds(bytes) => continue,
            Piece::Record(_, bytes) => match reader.read(bytes) {
                Reading::Record(it) => {
                    let ids = [&it.work.doi, &it.work.arxiv, &it.pmid, &it.withdrawn];
                    let ids: Vec<&str> = ids.into_iter().flatten().map(String::as_str).collect();
                    format!("{} [{}] {} {}", it.citation(), it.work.kind, it.work.venue, ids.join(" "))
                }
                Reading::Other => continue,
                Reading::Bad(why) => format!("bad: {why}"),
            },
            Piece::TooLong(at) => format!("too long at {at}"),
            Piece::Broken(at) => format!("broken at {at}"),
        });
    }
    told.extend(cutter.is_cut_short().then(|| "cut short".to_owned()));
    told
}

#[track_caller]
fn check(dump: &str, expected: &[&str]) {
    assert_eq!(shown(dump.as_bytes()), expected);
}

const DBLP: &str = r#"<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE dblp SYSTEM "dblp.dtd">
<dblp>
<inproceedings key="conf/x/MossV21" mdate="2023-08-10">
<author>Petra Moss 0002</author><author>J&uuml;rgen de Vries</author>
<title>Trees of <i>Words</i> &amp; Forests.</title><pages>1-9</pages><year>2021</year><booktitle>ICML</booktitle>
<ee type="oa">https://doi.org/10.1145/1.2</ee>
</inproceedings><article key="journals/corr/abs-2001-00001" publtype="informal"><author>Ida Blum</author>
<title>Rivers.</title><year>2020</year><volume>abs/2001.00001</volume><journal>CoRR</journal></article>
<www key="homepages/1"><author>Ida Blum</author><title>Home Page</title></www>
<book key="books/1"><author>Ida Blum</author><year>2020</year></book>
</dblp>
"#;

#[test]
fn dblp_has_entities_numbers_markup_and_persons() {
    check(
        DBLP,
        &[
            "Moss and Vries 2021, Trees of Words & Forests [inproceedings] ICML 10.1145/1.2",
            "Blum 2020, Rivers [article] CoRR 2001.00001",
            "bad: it has no title",
        ],
    );
}

#[test]
fn a_dump_that_breaks_off_is_told() {
    let whole = shown(DBLP.as_bytes());
    assert_eq!(whole.len(), 3);
    let end = DBLP.find("</dblp>").unwrap();
    assert_eq!(shown(&DBLP.as_bytes()[..end]).last().unwrap(), "cut short");
    let within = DBLP.find("Rivers").unwrap();
    assert!(shown(&DBLP.as_bytes()[..within]).iter().any(|it| it.starts_with("broken at ")));
}

#[test]
fn entities_are_never_expanded_into_each_other() {
    let bomb = r#"<!DOCTYPE dblp [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><dblp>
<article key="1"><author>Ida Blum</author><title>On &b;.</title><year>2020</year></article></dblp>"#;
    check(bomb, &["Blum 2020, On b [article]  "]);
}

#[test]
fn deep_nesting_and_strange_tags_are_that_records_matter() {
    let deep = format!(
        "<dblp><article key=\"1\"><title>{}x{}</title></article><article key=\"2\"><title>A & B</title></article>\
         <article key=\"3\"><title>Fine</title></article></dblp>",
        "<i>".repeat(1000),
        "</i>".repeat(1000)
    );
    let told = shown(deep.as_bytes());
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told[0].starts_with("bad: ") && told[2] == "Fine [article]  ", "{told:?}");
}

#[test]
fn a_record_that_is_too_long_is_passed_over_in_bounded_memory() {
    let head = b"<dblp><article key=\"1\"><title>".to_vec();
    let tail = b"</title></article>\n<article key=\"2\"><title>Fine</title></article></dblp>";
    let dump = [head, vec![b'x'; LONGEST + (1 << 20)], tail.to_vec()].concat();
    assert_eq!(shown(&dump), ["too long at 6", "Fine [article]  "]);
    let line = format!("{{\"id\":\"x\",\"categories\":\"{}\"}}\n", "x".repeat(LONGEST + (1 << 20)));
    let good = r#"{"id":"2001.00001","title":"Fine","categories":"cs.CL","authors":"Ida Blum"}"#;
    assert_eq!(
        shown(format!("{line}{good}\n").as_bytes()),
        ["too long at 0", "Blum, Fine [misc] arXiv 2001.00001"]
    );
}

#[test]
fn a_dump_of_records_without_an_end_is_given_up() {
    let dump = "@article{x y, title = {Rivers {of\n".repeat(LONGEST * 2 / 35);
    let mut cutter = Cutter::new(dump.as_bytes(), Format::Bibtex);
    let why = loop {
        match cutter.piece() {
            Ok(piece) => assert!(matches!(piece, Some(Piece::TooLong(_)))),
            Err(error) => break error.to_string(),
        }
    };
    assert_eq!(why, "more than 20 records are longer than 8 MB");
}

#[test]
fn bibtex_has_strings_volumes_and_faults() {
    check(
        r#"% a bibliography
@string{icml = "International Conference on Machine Learning"}
@inproceedings{a, author = {M{\"u}ller, Ann and others}, title = {{T}rees -- of Words}, booktitle = icml # { 2021}, year = 2021, doi = {10.1145/1.2}}
@article{b, title = {Rivers}, author = {Ida Blum}, year = 2020, journal = {CoRR}, volume = {abs/2001.00001}
@article{c, title = {RETRACTED: Hills}, author = {Ida Blum}, pmid = {123}}
@comment{nothing}
@book{d}
"#,
        &[
            "Müller 2021, Trees – of Words [inproceedings] International Conference on Machine Learning 2021 10.1145/1.2",
            "Blum 2020, Rivers [article] CoRR 2001.00001",
            "Blum, RETRACTED: Hills [article]  123 its title says so",
            "bad: it has no fields",
        ],
    );
}

#[test]
fn arxiv_lines_have_parsed_names_and_withdrawals() {
    check(
        concat!(
            r#"{"id":"0704.0001","submitter":"X","authors":"C. Bal\\'azs","title":"Prompt\n  photons","comments":"37 pages","journal-ref":"Phys.Rev.D76:013009,2007","doi":"10.1103/PhysRevD.76.013009 10.1/2","categories":"hep-ph","versions":[{"version":"v1","created":"Mon, 2 Apr 2007 19:18:42 GMT"}],"authors_parsed":[["Bal\\'azs","C.",""]]}"#,
            "\n",
            r#"{"id":"0704.0002","authors":"Ida Blum","title":"Hills","comments":"This paper has been withdrawn by the author","journal-ref":null,"doi":null,"categories":"cs.CL","versions":[],"authors_parsed":[["Blum","Ida",""]],"update_date":"2008-12-13"}"#,
            "\nnot json\n"
        ),
        &[
            "Balázs 2007, Prompt photons [misc] Phys.Rev.D76:013009,2007 10.1103/physrevd.76.013009 0704.0001",
            "Blum 2008, Hills [misc] arXiv 0704.0002 withdrawn",
            "bad: expected ident at line 1 column 2",
        ],
    );
}

#[test]
fn openalex_lines_have_printed_names_and_types() {
    check(
        concat!(
            r#"{"id":"https://openalex.org/W1","title":"Trees &amp; <i>Words</i>","type":"article","authorships":[{"raw_author_name":"Ida Blum","author":{"display_name":"Other Person"}}],"publication_year":2020,"primary_location":{"source":{"display_name":"Rivers","type":"journal"},"landing_page_url":null},"doi":"https://doi.org/10.1000/X","ids":{"pmid":"https://pubmed.ncbi.nlm.nih.gov/12"},"is_retracted":true,"biblio":{"volume":"3","issue":null,"first_page":"1","last_page":"9"}}"#,
            "\n",
            r#"{"id":"https://openalex.org/W2","title":"Review","type":"peer-review"}"#,
            "\n"
        ),
        &["Blum 2020, Trees & Words [article] Rivers 10.1000/x 12 retracted"],
    );
}

#[test]
fn crossref_lines_have_subtitles_and_updates() {
    check(
        concat!(
            r#"{"DOI":"10.1000/ABC","type":"journal-article","title":["Trees"],"subtitle":["Of Words"],"author":[{"given":"Ida","family":"Blum"},{"name":"The Group"}],"issued":{"date-parts":[[2006,2]]},"container-title":["Rivers"],"updated-by":[{"type":"correction"},{"type":"retraction","updated":{"date-parts":[[2010]]}}]}"#,
            "\n",
            r#"{"DOI":"10.1000/c","type":"component","title":["A Figure"]}"#,
            "\n"
        ),
        &["Blum and The Group 2006, Trees: Of Words [article] Rivers 10.1000/abc retraction, 2010"],
    );
}

#[test]
fn the_table_of_retractions_has_quoted_cells() {
    check(
        "Record ID,Title,Author,Journal,Publisher,OriginalPaperDate,OriginalPaperDOI,OriginalPaperPubMedID,RetractionDate,RetractionNature\n\
         1,\"Hills, \"\"high\"\"\nand low\",Ida Blum;Petra Moss,Rivers,P,1/2/2015 0:00,10.1000/H,0,3/4/2016 0:00,Retraction\n\
         2,Rivers,Ida Blum,Rivers,P,1/2/2015 0:00,10.1000/r,7,3/4/2016 0:00,Expression of concern\n\
         3,Short row\n",
        &[
            "Blum and Moss 2015, Hills, \"high\" and low [article] Rivers 10.1000/h retraction, 3/4/2016",
            "bad: it has 2 cells, the head has 10",
        ],
    );
}

#[test]
fn what_is_no_dump_is_none() {
    for text in ["", "hello", "<html></html>", "{\"a\":1}", "a,b,c\n1,2,3\n", "mail me@home.org"] {
        assert_eq!(Format::of(text.as_bytes()), None, "{text}");
    }
    assert_eq!(Format::of(b"\xEF\xBB\xBF@article{a, title = {T}}"), Some(Format::Bibtex));
}

#[test]
fn any_bytes_are_cut_without_end_or_panic() {
    let seeds = [
        DBLP.as_bytes(),
        b"@article{a, title = {T}}\n@b{",
        b"{\"id\":\"openalex.org/\"}\n",
        b"a,\"b\nc\",d\n",
    ];
    let formats = [Format::Dblp, Format::Bibtex, Format::Openalex, Format::RetractionWatch];
    for (seed, format) in seeds.iter().zip(formats) {
        for cut in 0..seed.len() {
            let mut bytes = seed[..cut].to_vec();
            bytes.extend([0xFF, b'<', b'@', b'{', b'"', 0]);
            bytes.extend(&seed[cut / 2..]);
            let mut reader = Reader::new(format);
            let mut cutter = Cutter::new(bytes.as_slice(), format);
            let mut pieces = 0;
            while let Some(piece) = cutter.piece().expect("a slice can be read") {
                pieces += 1;
                assert!(pieces <= bytes.len(), "{format:?} at {cut}");
                if let Piece::Record(_, it) = piece
                    && !reader.heeds(it)
                {
                    reader.read(it);
                }
            }
        }
    }
}

#[test]
fn the_end_of_an_element_may_lie_across_two_readings() {
    use std::io::Read;
    let dump = "<dblp>\n<article key=\"a\"><title>T</title></articles></article \n></dblp>".as_bytes();
    let pieces = |input: &mut dyn Read| {
        let mut cutter = Cutter::new(input, Format::Dblp);
        let mut all = Vec::new();
        while let Some(piece) = cutter.piece().expect("a slice can be read") {
            all.push(match piece {
                Piece::Record(at, bytes) => (at, bytes.len()),
                Piece::TooLong(at) | Piece::Broken(at) => (at, 0),
            });
        }
        all
    };
    for cut in 0..dump.len() {
        let (before, behind) = dump.split_at(cut);
        assert_eq!(pieces(&mut before.chain(behind)), [(7, dump.len() - 14)], "cut at {cut}");
    }
}
