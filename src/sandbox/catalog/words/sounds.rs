//! Music and sound effects. Their looks dress the cover only.

use super::{Figure, Place, Source, Term, look, subject, term};
use crate::sandbox::catalog::{category::MUSIC, frame::Weights, stock::Subject, vocab::Sound};

/// The family.
pub(super) fn source() -> Source {
    Source {
        subjects: subjects(),
        scenes: &SCENES,
        looks: look::photographic(),
        frames: Weights { vector: 0, video: 0, audio: 1000, editorial: 0, ai_generated: 0 },
        purpose: [
            "Royalty-free audio for videos, podcasts and games.",
            "Lizenzfreie Audiodatei für Videos, Podcasts und Spiele.",
            "Audio libre de droits pour vidéos, podcasts et jeux.",
            "Audio libre de derechos para vídeos, pódcasts y juegos.",
            "Audio senza royalty per video, podcast e giochi.",
            "Áudio livre de royalties para vídeos, podcasts e jogos.",
            "Звук для видео, подкастов и игр без отчислений.",
        ],
        look_in_title: false,
    }
}

fn subjects() -> Vec<Subject> {
    SUBJECTS
        .iter()
        .map(|term| {
            let sound = if term.draw == Figure::Note { Sound::Music } else { Sound::SoundEffect };
            subject(term, None, Some(sound))
        })
        .collect()
}

#[rustfmt::skip]
const SUBJECTS: [Term<Figure>; 16] = [
    term(Figure::Note, &[MUSIC], "music,corporate,positive,motivation", ["Upbeat corporate music", "Fröhliche Business-Musik", "Musique d'entreprise entraînante", "Música corporativa alegre", "Musica aziendale allegra", "Música corporativa animada", "Бодрая корпоративная музыка"]),
    term(Figure::Note, &[MUSIC], "music,guitar,acoustic,calm", ["Acoustic guitar melody", "Akustikgitarren-Melodie", "Mélodie de guitare acoustique", "Melodía de guitarra acústica", "Melodia di chitarra acustica", "Melodia de violão", "Мелодия акустической гитары"]),
    term(Figure::Note, &[MUSIC], "music,piano,romantic,calm", ["Gentle piano music", "Sanfte Klaviermusik", "Douce musique de piano", "Suave música de piano", "Dolce musica per pianoforte", "Música suave de piano", "Нежная музыка для фортепиано"]),
    term(Figure::Note, &[MUSIC], "music,orchestra,trailer,epic,cinematic", ["Epic orchestral music", "Epische Orchestermusik", "Musique orchestrale épique", "Música orquestal épica", "Musica orchestrale epica", "Música orquestral épica", "Эпическая оркестровая музыка"]),
    term(Figure::Note, &[MUSIC], "music,electronic,dance,club,beat", ["Electronic dance music", "Elektronische Tanzmusik", "Musique électronique de danse", "Música electrónica de baile", "Musica elettronica da ballo", "Música eletrônica dançante", "Электронная танцевальная музыка"]),
    term(Figure::Note, &[MUSIC], "music,hip hop,lofi,beat,chill", ["Lofi hip hop beat", "Lofi-Hip-Hop-Beat", "Rythme hip-hop lofi", "Ritmo de hip hop lofi", "Ritmo hip hop lofi", "Batida de hip hop lofi", "Лоу-фай хип-хоп бит"]),
    term(Figure::Note, &[MUSIC], "music,jazz,saxophone,lounge", ["Smooth jazz", "Sanfter Jazz", "Jazz doux", "Jazz suave", "Jazz morbido", "Jazz suave", "Мягкий джаз"]),
    term(Figure::Note, &[MUSIC], "music,christmas,bells,holiday", ["Christmas bells", "Weihnachtsglocken", "Cloches de Noël", "Campanas de Navidad", "Campane di Natale", "Sinos de Natal", "Рождественские колокольчики"]),
    term(Figure::Speaker, &[MUSIC], "sound effect,rain,nature,ambience", ["Sound of rain", "Regengeräusch", "Bruit de pluie", "Sonido de lluvia", "Suono della pioggia", "Som de chuva", "Шум дождя"]),
    term(Figure::Speaker, &[MUSIC], "sound effect,waves,sea,nature,ambience", ["Sound of ocean waves", "Meeresrauschen", "Bruit des vagues", "Sonido de las olas", "Suono delle onde", "Som das ondas", "Шум океанских волн"]),
    term(Figure::Speaker, &[MUSIC], "sound effect,birds,forest,nature,ambience", ["Birdsong", "Vogelgesang", "Chant d'oiseaux", "Canto de pájaros", "Canto degli uccelli", "Canto de pássaros", "Пение птиц"]),
    term(Figure::Speaker, &[MUSIC], "sound effect,city,traffic,ambience", ["City traffic noise", "Verkehrslärm", "Bruit de circulation", "Ruido de tráfico", "Rumore del traffico", "Ruído de trânsito", "Шум городского движения"]),
    term(Figure::Speaker, &[MUSIC], "sound effect,click,interface,button", ["Button click", "Tastenklick", "Clic de bouton", "Clic de botón", "Clic di un pulsante", "Clique de botão", "Щелчок кнопки"]),
    term(Figure::Speaker, &[MUSIC], "sound effect,whoosh,transition,swoosh", ["Whoosh transition", "Whoosh-Übergang", "Transition whoosh", "Transición whoosh", "Transizione whoosh", "Transição whoosh", "Переход со свистом"]),
    term(Figure::Speaker, &[MUSIC], "sound effect,applause,crowd,audience", ["Crowd applause", "Applaus", "Applaudissements", "Aplausos", "Applausi", "Aplausos", "Аплодисменты"]),
    term(Figure::Speaker, &[MUSIC], "sound effect,door,creak,horror", ["Creaking door", "Knarrende Tür", "Porte qui grince", "Puerta que cruje", "Porta che cigola", "Porta rangendo", "Скрип двери"]),
];

#[rustfmt::skip]
const SCENES: [Term<Place>; 8] = [
    term(Place::Abstract, &[], "background,video", ["for videos", "für Videos", "pour vidéos", "para vídeos", "per video", "para vídeos", "для видео"]),
    term(Place::Abstract, &[], "podcast,intro", ["for podcasts", "für Podcasts", "pour podcasts", "para pódcasts", "per podcast", "para podcasts", "для подкастов"]),
    term(Place::Abstract, &[], "advertising,commercial", ["for advertising", "für die Werbung", "pour la publicité", "para publicidad", "per la pubblicità", "para publicidade", "для рекламы"]),
    term(Place::Abstract, &[], "game,gaming", ["for games", "für Spiele", "pour jeux vidéo", "para juegos", "per videogiochi", "para jogos", "для игр"]),
    term(Place::Abstract, &[], "loop,seamless", ["as a seamless loop", "als nahtlose Schleife", "en boucle", "en bucle", "in loop", "em loop", "бесшовной петлёй"]),
    term(Place::Abstract, &[], "short,version", ["in a short version", "in einer Kurzversion", "en version courte", "en versión corta", "in versione breve", "em versão curta", "в короткой версии"]),
    term(Place::Abstract, &[], "stereo,studio", ["in a studio recording", "als Studioaufnahme", "en enregistrement de studio", "en grabación de estudio", "in registrazione da studio", "em gravação de estúdio", "в студийной записи"]),
    term(Place::Abstract, &[], "slow,relaxing,calm", ["in slow motion", "in Zeitlupe", "au ralenti", "a cámara lenta", "al rallentatore", "em câmera lenta", "в замедлении"]),
];
