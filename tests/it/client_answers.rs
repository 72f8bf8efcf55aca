//! Depositphotos' answers in every form that descriptions, libraries and PHP give them: read, or an error; never an empty
//! answer where there was none.

use portico::{
    domain::{
        account::StatisticsFilter,
        id::{ItemId, TransactionId},
        language::Language,
        page::Window,
        transaction::{TransactionFilter, TransactionQuery},
    },
    providers::{ErrorKind, Provider as _},
};

use crate::{
    client::{HERE, client, context, item, media},
    support::upstream::{Script, Upstream},
};

#[tokio::test]
async fn however_an_answer_is_written_it_is_read() {
    let group = r#""groupId":"7","balance":"12,345.12 USD","isPostpayment":"0","vatNumber":false"#;
    let mut latin = format!(r#"{{"type":"success","note":"na?ve","data":{{{group}}}}}"#).into_bytes();
    let odd = latin.iter().position(|byte| *byte == b'?').unwrap();
    latin[odd] = 0xef;
    for body in [
        format!(r#"{{"type":"success","data":{{{group}}},"group":{{{group}}}}}"#).into_bytes(),
        format!(r#"{{"type":"Success","group":[{{{group}}}]}}"#).into_bytes(),
        format!(r#"{{"type":"success","error":{{"errorcode":0,"errormsg":""}},"data":[],{group}}}"#).into_bytes(),
        // A member twice, as the documentation's samples have it; a mark in front; another encoding.
        format!(r#"{{"type":"success","type":"success","data":{{"groupId":1,{group}}}}}"#).into_bytes(),
        format!("\u{feff}\n{{\"type\":\"success\",\"error\":null,\"data\":{{{group}}}}}\n").into_bytes(),
        latin,
    ] {
        let shown = String::from_utf8_lossy(&body).into_owned();
        let head = format!("HTTP/1.1 404 X\r\ncontent-type: text/html\r\ncontent-length: {}\r\n\r\n", body.len());
        let raw = [head.into_bytes(), body].concat();
        let upstream =
            Upstream::start(Vec::new(), move |asked| (!asked.contains("login")).then(|| Script::Raw(raw.clone())))
                .await;
        let account = client(&upstream).account(&context()).await.unwrap_or_else(|error| panic!("{shown}: {error:?}"));
        assert_eq!((&*account.id.key, account.vat_number), ("7", None), "{shown}");
        assert_eq!(account.balance.unwrap().amount.to_string(), "12345.12", "{shown}");
    }
}

#[tokio::test]
async fn a_list_that_is_not_there_is_not_an_empty_one() {
    let window = Window { limit: 10, offset: 0 };
    let query = TransactionQuery { filter: TransactionFilter::default(), window };
    for (members, empty) in [
        (r#""downloads":[],"data":[],"count":7"#, [true; 5]),
        (r#""downloads":"","data":"","count":"0""#, [true; 5]),
        (r#""downloads":null,"data":null,"count":0"#, [true; 5]),
        (r#""count":"0""#, [true; 5]),
        (r#""count":7"#, [false; 5]),
        // PHP's nothing; but of what was bought that is too little.
        (r#""downloads":null,"data":null"#, [false, false, true, true, true]),
        (r#""result":{}"#, [false; 5]),
    ] {
        let json = format!(r#"{{"type":"success","sessionid":"s",{members}}}"#);
        let upstream = Upstream::start(Vec::new(), move |_| Some(Script::Json(json.clone()))).await;
        let (client, cx) = (client(&upstream), context());
        let came = [
            client.transactions(&cx, &query).await.is_ok_and(|page| page.items.is_empty()),
            client.transfers(&cx, &query).await.is_ok_and(|page| page.items.is_empty()),
            client.invoices(&cx, None, window).await.is_ok_and(|page| page.items.is_empty()),
            client.users(&cx, window).await.is_ok_and(|page| page.items.is_empty()),
            client.licenses(&cx).await.is_ok_and(|licenses| licenses.is_empty()),
        ];
        assert_eq!(came, empty, "{members}");
        // Nor is what says nothing a certificate, or no use at all.
        let id = TransactionId::new(HERE, "7");
        assert_eq!(client.certificate(&cx, &id).await.unwrap_err().kind(), ErrorKind::Unavailable);
        assert!(client.usage_total(&cx, &StatisticsFilter::default()).await.is_err());
    }
}

#[tokio::test]
async fn a_batch_that_is_refused_for_one_item_is_asked_for_in_halves() {
    let upstream = Upstream::start(Vec::new(), |body| {
        let refused = r#"{"type":"failure","error":{"errorcode":0,"exception":"NotFoundItemException"}}"#;
        let missing = body.split('&').any(|pair| pair.starts_with("dp_media_id") && pair.ends_with("=17"));
        if missing { Some(Script::Json(refused.to_owned())) } else { media(body, 0, 0) }
    })
    .await;
    let ids: Vec<ItemId> = (1..=50).map(item).collect();
    let found = client(&upstream).items(&context(), &ids, Language::English).await;
    let missing: Vec<_> = found.iter().filter(|(_, answer)| answer.as_ref().unwrap().is_none()).collect();
    assert_eq!((found.len(), missing.len(), missing[0].0), (50, 1, &item(17)));
    assert!(upstream.asked("getMediaData").len() <= 13, "a few calls, not one for each");
}

#[tokio::test]
async fn every_form_of_media_is_understood() {
    for json in [
        r#"{"type":"success","data":{"id":"5","itype":"image","title":"T","width":"10","similar":[6],"tags":["a"]}}"#,
        r#"{"type":"success","result":{"id":"5","type":"image","title":"T","width":"10","similar":[6],"tags":["a"]}}"#,
        r#"{"type":"success","item0":{"id":5,"itype":"image","itype":"image","title":"T","width":"10","similar":[6],"tags":["a"]}}"#,
        r#"{"type":"success","id":"5","itype":"image","title":"T","width":"10","sizes":[],"similar":[6],"tags":["a"]}"#,
        r#"{"type":"success","result":[{"id":5,"type":"image","title":"T","width":10,"similar":{"6":{"id":6}},"tags":["a"]}]}"#,
        r#"{"type":"success","result":{"5":{"id":"5","type":"image","title":"T","width":10.0,"similar":[{"id":"6"}],"tags":["a"]}}}"#,
        r#"{"type":"success","5":{"deposit_item_id":"5","itype":"Image","title":"T","width":"10","similar":["6"],"tags":{"0":"a"},"unknown":[[{}]]}}"#,
        r#"{"item0":{"id":"5","itype":"image","title":"T","width":"10","similar":[6],"tags":["a"],"model_release_ids":7,"series":"","categories":false},"type":"success","error":[]}"#,
    ] {
        let upstream = Upstream::start(Vec::new(), move |_| Some(Script::Json(json.to_owned()))).await;
        let found = client(&upstream).items(&context(), &[item(5)], Language::English).await;
        let found = found[&item(5)].as_ref().unwrap().clone().unwrap_or_else(|| panic!("not found in {json}"));
        assert_eq!((found.title.as_str(), found.width), ("T", Some(10)), "{json}");
        let details = found.details.as_ref().unwrap();
        assert_eq!(
            (details.similar.as_slice(), details.tags.as_slice()),
            ([item(6)].as_slice(), ["a".to_owned()].as_slice()),
            "{json}"
        );
    }
}
