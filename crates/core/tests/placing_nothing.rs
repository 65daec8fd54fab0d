//! What must place nothing: technology, denials, mere mentions, the daily round, what is said of any service.

mod support;

use evenfolio_core::assessment::Judge;
use evenfolio_core::field::Field;
use evenfolio_core::placement::Basis;
use evenfolio_core::position::Facet::{self, Adaptive, Anticipatory, Enhancement, Mission};
use support::{described, initiative};

fn facet(text: &str) -> Option<Facet> {
    Judge::default().assess(described(text)).placement.facet
}

#[test]
fn words_about_the_technology_alone_place_nothing() {
    for text in [
        "A blockchain.",
        "An app with artificial intelligence, big data and machine learning in the cloud.",
        "Drones and robots with 5G.",
        "Quantum computer.",
    ] {
        assert_eq!(facet(text), None, "{text}");
    }
}

#[test]
fn what_is_denied_or_named_by_the_way_places_nothing() {
    for text in [
        "This is not a pilot and nobody asked the residents.",
        "No costs were cut and no time was saved.",
        "The tool is used in line with the mission of the agency.",
        "There is no scenario work and no foresight here.",
        "The contract was signed without consultation of users.",
        "Ce n'est pas un projet pilote et aucun usager n'a été consulté.",
        "Aucun coût n'a été réduit et aucun délai raccourci.",
        "L'outil est conforme à la mission de l'agence.",
        "Il n'y a ni prospective ni scénarios.",
        "Le contrat a été signé sans consultation des habitants.",
        "Dies ist kein Pilotprojekt und kein Bürger wurde befragt.",
        "Es wurden keine Kosten gesenkt und keine Zeit gespart.",
        "Das Werkzeug entspricht dem Auftrag der Behörde und ihrer Mission.",
        "Es gibt weder Zukunftsforschung noch Szenarien.",
        "Der Vertrag wurde ohne Beteiligung der Bürger geschlossen.",
        "No es un proyecto piloto y no se consultó a los vecinos.",
        "No se redujeron los costes ni los plazos.",
        "La herramienta se ajusta a la misión de la agencia.",
        "No hay prospectiva ni escenarios.",
        "El contrato se firmó sin participación de los ciudadanos.",
        "Non è un progetto pilota e nessun cittadino è stato consultato.",
        "Nessun costo è stato ridotto e nessun tempo risparmiato.",
        "Lo strumento è conforme alla missione dell'agenzia.",
        "Non ci sono né scenari né studi sul futuro.",
        "Il contratto è stato firmato senza la partecipazione dei cittadini.",
        "Dit is geen proefproject en geen bewoner werd gevraagd.",
        "Er zijn geen kosten bespaard en geen tijd gewonnen.",
        "Het hulpmiddel past bij de missie van het agentschap.",
        "Er is geen toekomstverkenning en er zijn geen scenario's.",
        "Het contract is getekend zonder inspraak van burgers.",
        "Não é um projeto-piloto e nenhum cidadão foi ouvido.",
        "Não se reduziram custos nem prazos.",
        "A ferramenta está de acordo com a missão da agência.",
        "Não há prospetiva nem cenários.",
        "O contrato foi assinado sem participação dos cidadãos.",
        "Detta är inget pilotprojekt och inga invånare tillfrågades.",
        "Inga kostnader sänktes och ingen tid sparades.",
        "Verktyget är förenligt med myndighetens uppdrag.",
        "Det finns varken framsyn eller scenarier.",
        "Avtalet slöts utan medborgardialog.",
        "Dette er ikke et pilotprojekt, og ingen borgere blev spurgt.",
        "Der blev ikke sparet penge eller tid.",
        "Værktøjet er i tråd med styrelsens mission.",
        "Der er hverken fremsyn eller scenarier.",
        "Aftalen blev indgået uden inddragelse af borgerne.",
        "Dette er ikke et pilotprosjekt, og ingen innbyggere ble spurt.",
        "Ingen kostnader ble kuttet og ingen tid ble spart.",
        "Verktøyet er i tråd med etatens samfunnsoppdrag.",
        "Det finnes verken framsyn eller scenarier.",
        "Avtalen ble inngått uten medvirkning fra innbyggerne.",
        "Tämä ei ole pilottihanke, eikä asukkailta kysytty.",
        "Kustannuksia ei leikattu eikä aikaa säästetty.",
        "Työkalu on viraston mission mukainen.",
        "Sopimus tehtiin ilman asukkaiden osallistumista.",
        "To nie jest projekt pilotażowy i nie pytano mieszkańców.",
        "Nie obniżono kosztów i nie skrócono czasu.",
        "Narzędzie jest zgodne z misją urzędu.",
        "Nie ma tu foresightu ani scenariuszy.",
        "Umowę zawarto bez udziału mieszkańców.",
        "The Home Office closed the counter after hours.",
    ] {
        assert_eq!(facet(text), None, "{text}");
    }
}

#[test]
fn the_daily_round_of_an_office_places_nothing() {
    for text in [
        "Chatbot on the website.",
        "Licences for the document management software were extended.",
        "Inspection and maintenance of the lifts.",
        "The ISO 9001 certificate was renewed.",
        "Chatbot auf der Website.",
        "Wartung der Aufzüge und Verlängerung der Lizenzen.",
        "Un chatbot sur le site de la commune.",
        "Renouvellement du contrat de maintenance des ascenseurs.",
        "Chatbot en la página web.",
        "Renovación del contrato de mantenimiento de los ascensores.",
        "Un chatbot sul sito del comune.",
        "Contratto di manutenzione degli ascensori.",
        "Chatbot op de website.",
        "Onderhoud van de liften in het stadhuis.",
        "Chatbot no sítio da câmara.",
        "Contrato de manutenção dos elevadores.",
        "Chattbot på webbplatsen.",
        "Underhåll av hissarna i stadshuset.",
        "Chatbot på hjemmesiden.",
        "Vedligeholdelse af elevatorerne på rådhuset.",
        "Chatbot på nettsiden.",
        "Vedlikehold av heisene i rådhuset.",
        "Chatbotti kunnan verkkosivuilla.",
        "Kaupungintalon hissien huolto.",
        "Chatbot na stronie urzędu.",
        "Konserwacja wind w ratuszu.",
    ] {
        assert_eq!(facet(text), None, "{text}");
    }
}

#[test]
fn what_is_said_of_any_service_places_nothing() {
    for text in [
        "Grants for associations and volunteers who look after playing fields.",
        "A drill of the fire brigade for floods and other unforeseen events.",
        "Courses for staff, tailored to the needs of users, in phases.",
        "Zuschüsse für Vereine und Freiwillige, die Sportplätze pflegen, zur Förderung des Ehrenamts.",
        "Übung der Feuerwehr für Hochwasser und andere unvorhergesehene Ereignisse.",
        "Schulungen für Beschäftigte, zugeschnitten auf den Bedarf der Nutzer, in Phasen.",
        "Subventions aux associations et bénévoles qui entretiennent des terrains de sport.",
        "Exercice des pompiers pour les inondations et autres événements imprévus.",
        "Formations sur mesure pour les agents, adaptées aux besoins des usagers, par phases.",
        "Subvenciones a asociaciones y voluntarios que cuidan campos de deporte.",
        "Ejercicio de los bomberos para inundaciones y otros sucesos imprevistos.",
        "Formación a medida para empleados, adaptada a las necesidades de los usuarios, por fases.",
        "Contributi ad associazioni e volontari che curano i campi sportivi.",
        "Esercitazione dei vigili del fuoco per alluvioni e altri eventi imprevisti.",
        "Formazione su misura per i dipendenti, secondo le esigenze degli utenti, per fasi.",
        "Subsidies voor verenigingen en vrijwilligers die sportvelden onderhouden.",
        "Oefening van de brandweer voor overstromingen en andere onvoorziene gebeurtenissen.",
        "Opleidingen op maat voor medewerkers, afgestemd op de behoeften van gebruikers, in fasen.",
        "Subsídios a associações e voluntários que cuidam de campos desportivos.",
        "Exercício dos bombeiros para cheias e outros acontecimentos imprevistos.",
        "Formação à medida para funcionários, adaptada às necessidades dos utentes, por fases.",
        "Bidrag till föreningar och frivilliga som sköter idrottsplatser.",
        "Räddningstjänstens övning för översvämningar och andra oförutsedda händelser.",
        "Utbildningar för medarbetare, anpassade till användarnas behov, i etapper.",
        "Tilskud til foreninger og frivillige, der passer idrætsanlæg.",
        "Brandvæsenets øvelse for oversvømmelser og andre uforudsete hændelser.",
        "Kurser for medarbejdere, tilpasset brugernes behov, i faser.",
        "Tilskudd til foreninger og frivillige som steller idrettsanlegg.",
        "Brannvesenets øvelse for flom og andre uforutsette hendelser.",
        "Kurs for ansatte, tilpasset brukernes behov, i faser.",
        "Avustuksia yhdistyksille ja vapaaehtoisille, jotka hoitavat urheilukenttiä.",
        "Palokunnan harjoitus tulvien ja muiden odottamattomien tapahtumien varalta.",
        "Koulutuksia työntekijöille käyttäjien tarpeisiin, vaiheittain.",
        "Dotacje dla stowarzyszeń i wolontariuszy, którzy dbają o boiska.",
        "Ćwiczenia straży pożarnej na wypadek powodzi i innych nieprzewidzianych zdarzeń.",
        "Szkolenia dla pracowników dostosowane do potrzeb użytkowników, etapami.",
    ] {
        assert_eq!(facet(text), None, "{text}");
    }
}

#[test]
fn a_title_is_a_name_where_there_is_a_text() {
    let entry = |text| initiative([(Field::Title, "Future of the Region"), (Field::Description, text)]);
    let facet = |text| Judge::default().assess(entry(text)).placement.facet;
    assert_eq!(facet("The issue holds a calendar of events and photos from the summer."), None);
    assert_eq!(
        facet("Residents explore with experts what life in the region might be like."),
        Some(Anticipatory)
    );
}

#[test]
fn a_remark_alone_places_nothing() {
    let entry = initiative([
        (Field::Description, "Printing of leaflets for all departments in the cellar of the town hall."),
        (Field::Notes, "Costs are reduced by joint purchasing."),
    ]);
    assert_eq!(Judge::default().assess(entry).placement.basis, Basis::Unplaced);
}

#[test]
fn denials_and_mere_mentions_do_not_count() {
    assert_eq!(facet("A national mission to restore the rivers."), Some(Mission));
    assert_eq!(facet("In line with the mission of the agency."), None);
    assert_eq!(facet("It supports the department's mission."), None);
    assert_eq!(facet("A direção-geral tem por missão guardar o património documental."), None);
    assert_eq!(facet("La dirección tiene por misión conservar los archivos."), None);
    assert_eq!(facet("Mission-critical servers."), None);
    assert_eq!(facet("Costs are reduced."), Some(Enhancement));
    assert_eq!(facet("Costs are not reduced."), None);
    assert_eq!(facet("It was built without co-creation."), None);
    assert_eq!(facet("It was built not only by experts but in co-creation."), Some(Adaptive));
}

#[test]
fn one_word_or_two_place_nothing_and_three_may() {
    assert_eq!(facet("Costs and errors."), None);
    assert_eq!(facet("Costs, errors and queues."), Some(Enhancement));
}

#[test]
fn what_is_denied_after_it_was_said_places_nothing() {
    let said = [
        ("Strategic foresight was carried out.", "Strategic foresight was not carried out."),
        ("Zukunftsszenarien wurden erstellt.", "Zukunftsszenarien wurden nicht erstellt."),
        ("Toekomstverkenningen werden gedaan.", "Toekomstverkenningen werden niet gedaan."),
        ("La prospective a été pratiquée.", "La prospective n'a pas été pratiquée."),
        ("Escenarios de futuro se elaboraron.", "Escenarios de futuro no se elaboraron."),
        ("Scenari futuri sono stati elaborati.", "Scenari futuri non sono stati elaborati."),
        ("Cenários de futuro foram elaborados.", "Cenários de futuro não foram elaborados."),
        ("Framtidsscenarier har tagits fram.", "Framtidsscenarier har inte tagits fram."),
        ("Fremtidsscenarier er udarbejdet.", "Fremtidsscenarier er ikke udarbejdet."),
        ("Framsyn er brukt i departementet.", "Framsyn er ikke brukt i departementet."),
        ("Strategista ennakointia tehdään.", "Strategista ennakointia ei tehdä."),
        ("Scenariusze przyszłości zostały opracowane.", "Scenariusze przyszłości nie zostały opracowane."),
    ];
    let wrong: Vec<_> = said
        .into_iter()
        .map(|(said, denied)| (said, facet(said), facet(denied)))
        .filter(|(_, said, denied)| (*said, *denied) != (Some(Anticipatory), None))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    for denied in [
        "Emissions will not be cut by 50% by 2030.",
        "Klimaneutralität bis 2035 wird nicht angestrebt.",
        "Les émissions ne seront pas réduites de 50 % d'ici 2030.",
        "De uitstoot wordt niet met 50% verminderd tegen 2030.",
        "Päästöjä ei vähennetä 50 % vuoteen 2030 mennessä.",
        "Le emissioni non saranno ridotte del 50% entro il 2030.",
        "Emisje nie zostaną zmniejszone o 50% do 2030 roku.",
        "As emissões não serão reduzidas em 50% até 2030.",
        "Las emisiones no se reducirán un 50 % para 2030.",
        "Utsläppen ska inte halveras till 2030.",
        "Udledningen vil ikke blive halveret inden 2030.",
        "Utslippene skal ikke halveres innen 2030.",
        "Ein Zukunftslabor gibt es nicht.",
        "A foresight study was in the end not made.",
        "Foresight scenarios have yet to start.",
        "Horizon scanning and scenario planning were not used.",
        "Savings of 20% have not materialised.",
        "Whether costs fell is not known.",
        "The stone was neither designed together with residents nor adjusted on the way.",
        "Stenen er hverken udviklet sammen med borgerne eller justeret undervejs.",
        "No se estudiaron escenarios de futuro ni se exploró tecnología emergente alguna.",
    ] {
        assert_eq!(facet(denied), None, "{denied}");
    }
}

#[test]
fn a_denial_ends_with_its_clause() {
    for text in [
        "It reduces waiting times that were not acceptable.",
        "People who do not use computers get help, and applications take half the time.",
        "The service is no longer slow: waiting times fell from 20 to 5 days.",
        "The office was not open on Mondays but processing times fell by half.",
        "Bürger müssen nicht mehr zum Amt und sparen zwei Stunden Zeit.",
        "Les usagers qui n'ont pas internet reçoivent une aide et gagnent deux heures.",
        "Asiakkaan ei tarvitse käydä toimistossa, ja käsittelyaika lyheni puoleen.",
    ] {
        assert_eq!(facet(text), Some(Enhancement), "{text}");
    }
}

#[test]
fn what_the_next_sentence_takes_back_places_nothing() {
    for (said, taken_back) in [
        (
            "The hall was to cut waiting times from six weeks to two.",
            "It did not, and was not built for that.",
        ),
        ("The aim was to halve processing times.", "None of it happened."),
        ("Savings were promised, and a shorter wait.", "Neither came about."),
        ("Die Wartezeit sollte von sechs Wochen auf zwei verkürzt werden.", "Dazu ist es nicht gekommen."),
        ("Le délai de traitement devait être réduit de six semaines à deux.", "Il n'en a rien été."),
        ("Se iba a reducir el tiempo de espera de seis semanas a dos.", "No ha sido así."),
        ("I tempi di attesa sono stati ridotti da sei settimane a due.", "Così non è stato."),
        ("De wachttijd werd verkort van zes weken naar twee.", "Dat gebeurde niet."),
        ("O tempo de espera foi reduzido de seis semanas para duas.", "Nada disso se fez."),
        ("Väntetiden kortades från sex veckor till två.", "Så blev det inte."),
        ("Ventetiden blev forkortet fra seks uger til to.", "Det skete aldrig."),
        ("Ventetiden ble kortet ned fra seks uker til to.", "Slik gikk det ikke."),
        ("Käsittelyaika lyheni kuudesta viikosta kahteen.", "Niin ei käynyt."),
        ("Czas oczekiwania skrócono z sześciu tygodni do dwóch.", "Tak się nie stało."),
    ] {
        assert_eq!(facet(said), Some(Enhancement), "{said}");
        assert_eq!(facet(&format!("{said} {taken_back}")), None, "{said} {taken_back}");
    }
}

#[test]
fn a_sentence_that_says_more_takes_nothing_back() {
    let tried = "Residents tested the first form, and it was changed after what they said.";
    for next in
        ["It did not work at first, so it was done again.", "The queue did not grow. It was not the form."]
    {
        assert_eq!(facet(&format!("{tried} {next}")), Some(Adaptive), "{next}");
    }
}
