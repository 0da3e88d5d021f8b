"""Stop and start as people write them, in fifteen languages; and sentences that only look like it."""

import pytest

from platform_app.services.consent.keywords import Wish, read_wish

STOPS = """
🛑 | 🛑🛑🛑 | 🛑 please | Please 🛑 | sstop | SSTOPP | stopp | stoopp! | ssttoopp please | stpo | sotp | dtop
unsubcribe | Unsuscribe please | unsub | cancell | Yes, stop | paarar | abmeldden | ssalir | yes 🛑
退订 | 拒收 | parem | ferma | non voglio più messaggi
STOP | stop | Stop. | stop! | stop!!! | STOP 🛑 | “STOP” | s t o p | stoooop | Please stop | stop please | pls stop
STOP ALL | stopall | Unsubscribe | UNSUBSCRIBE please | opt out | opt-out | Cancel | Quit | end | stop it | Stop this now
Stop messages | stop these messages please | Can you stop texting me? | I want you to stop | I said stop! | no, stop
Please unsubscribe me from this list | How do I unsubscribe? | take me off your list | remove me | Hi, stop please
Stop sending me this | STOP SPAMMING ME | don't message me again | Do not contact me | leave me alone | no more offers
stop marketing | stop promotions | I want to opt out of these messages | ok stop thanks | Hello! STOP
I bought a sofa from you two years ago and have had ads ever since. Please unsubscribe me.
PARAR | Pare! | Para | sair | Cancelar | descadastrar | Parar promoções | Pare de enviar mensagens | chega
Não quero mais receber mensagens | por favor parar | Pare de me mandar isso | não quero mais promoções | Oi, pare por favor
Me tire da lista | remover | não me mande mais mensagens | quero parar de receber
BAJA | baja por favor | ALTO | Salir | quiero darme de baja | Dame de baja | no quiero recibir más mensajes | Detener
ya no quiero mensajes | dejen de enviarme publicidad | No me escriban más | Hola, quiero darme de baja gracias
Arrêt | arrêter | Arrêtez svp | désabonner | Je veux me désabonner | stop svp | STOP s'il vous plaît | plus de messages
ne m'écrivez plus | je ne veux plus recevoir vos offres | arrêtez de m'envoyer des messages | désinscription
STOPP | stop bitte | Abmelden | bitte abmelden | abbestellen | keine Werbung mehr | Keine Nachrichten mehr bitte
Ich möchte mich abmelden | Aufhören! | hört auf | Melden Sie mich ab | Stopp die Werbung
Annulla | Cancellami | basta | Basta messaggi | disiscrivimi per favore | non voglio più ricevere messaggi | Smettetela!
afmelden | Uitschrijven aub | ik wil me afmelden | geen berichten meer | stoppen | Stop met berichten | hou op
WYPISZ | rezygnuję | Proszę mnie wypisać | przestań | nie piszcie do mnie więcej | Koniec | stop dzięki
Nie chcę otrzymywać wiadomości | wypisz mnie proszę
СТОП | стоп! | Отписаться | отпишите меня пожалуйста | Хочу отписаться | хватит | не пишите мне больше | прекратите
Прекратите присылать рекламу | не хочу получать рассылку | Отписка
DUR | iptal | İPTAL | İptal lütfen | mesaj istemiyorum | Artık mesaj göndermeyin | çıkış | ÇIK | beni listeden çıkarın
توقف | إلغاء | الغاء الاشتراك | إلغاء الاشتراك من فضلك | لا أريد رسائل | توقف عن إرسال الرسائل | أوقف الرسائل | ايقاف
הסר | הסירו אותי | הסר אותי בבקשה | תפסיקו לשלוח לי הודעות | לא רוצה לקבל הודעות | עצור | הסרה מרשימת הדיוור
बंद करो | मैसेज मत भेजो | कृपया बंद करें | मुझे मैसेज नहीं चाहिए | message mat bhejo | band karo please
berhenti | Berhenti berlangganan | STOP ya | jangan kirim pesan lagi | tolong berhenti | hapus nomor saya
"""
NOT_STOPS = """
Para mí | para mi gracias | the end | to the end | mi basta
Don't stop | don't stop! | Please don't stop | non-stop flights? | non stop | Is it a nonstop flight
Can you stop by the shop? | I'll stop by your shop tomorrow | stop by | can't stop loving it | I can't stop eating these
When does the sale stop? | when does the sale end? | Where is the bus stop | next stop: Lisbon | full stop | pit stop
end of the month | The end is near | weekend | Is there a stop button? | Does the machine stop by itself?
I want to cancel my order | How do I cancel the appointment? | please cancel my booking for tomorrow
I don't want to unsubscribe | please don't remove me from the list | Why did you unsubscribe me? | never opt me out of this
Don't send me the blue one, send the red one | don't contact me before nine | I get no more messages from you, why?
no | No thanks | thanks | ok | yes | Hello | ? | ✋ | 🚫 | 12345 | Sorry, wrong number | fine | great offer!
bus 🛑 | don't 🛑 | Is there a 🛑 button? | top | shop | step | spot | atop | Shop stop | Arete | Parra | quitt | endd | redd
sstop by the shop | don't sstop | busstop | I love how it sstops | Subscribe me again | m'abonner | yes start | stops
One stop shop | unstoppable | I stopped smoking | Stopwatch price? | He told me to stop smoking | stop sign
My subscription | start | the endless sofa | Quit your day job poster | more offers please
¿Tienes una talla más baja? | Muy alto | está en baja temporada | ¿Cuándo es la salida? | La parada de autobús | gracias
no me den de baja | no quiero darme de baja | para mañana | ¿Es para niños? | quiero más promociones
É para presente | para amanhã por favor não | Parada de ônibus | Vou sair às oito | Não pare de enviar! | a feira vai acabar?
n'arrêtez pas | L'arrêt de bus est où ? | je veux plus d'infos | Ne me désabonnez pas | Vous arrêtez à quelle heure ?
nicht abmelden | Wann hört der Verkauf auf? | die Bushaltestelle | ich möchte mich anmelden | Schlussverkauf?
Non voglio annullare l'ordine | Quanto basta | la fine del mese | non cancellarmi | basta così per oggi vorrei pagare
niet stoppen | de bushalte | ik kom langs | nie rezygnuję | to nie koniec promocji? | przystanek
не останавливайтесь | где остановка | когда закончится акция? | durak nerede | kampanya ne zaman bitiyor? | durum nedir
متى تنتهي العروض؟ | أين الموقف | شكرا | מתי נגמר המבצע? | שלום | ऑफर कब तक है? | दुकान कब बंद होती है
kapan promo berakhir? | terima kasih | jangan berhenti | halte bus di mana
"""
STARTS = """
yes start | Yes, start again please | I want to subscribe again | Please subscribe me again | Can I opt in again? | START again
I would like to subscribe | put me back on the newsletter | abonner | m'abonner | M’abonner à nouveau svp | Abonnez-moi
Je veux m'abonner | je voudrais me réabonner à vos offres | oui reprendre | sí, alta | Quiero suscribirme de nuevo
quiero volver a recibir mensajes | sim, voltar | quero inscrever-me novamente | Quero voltar a receber mensagens
Ich möchte mich wieder anmelden | ja, start | Iscrivetemi di nuovo | vorrei iscrivermi | ik wil me weer aanmelden
tak, zapisz mnie | хочу подписаться снова | да, старт | Tekrar abone olmak istiyorum | evet başlat | ya mulai
אני רוצה להירשם שוב | saya mau berlangganan lagi
начать | başla | 订阅
START | start | Start! | start please | please start again | UNSTOP | subscribe | Resume | resubscribe | opt in | opt-in
alta | Reanudar por favor | voltar | retomar | quero voltar a receber | reprendre | réabonner svp | fortsetzen
wieder anmelden bitte | riprendi | hervatten | wznów | старт | возобновить | başlat | yeniden başlat | ابدأ | استئناف
התחל | חידוש | शुरू करें | mulai lagi | shuru karo
"""
NOT_STARTS = """
yes | yes again | again | back | Yes please | oui | sí | I want to | me again | Can I? | like | ja gerne | sim de novo
don't subscribe me | I don't want to subscribe again | I never asked to opt in | Why did you subscribe me again?
I want to start a new order | yes start my order | He told me to subscribe | I subscribe to three magazines
How much does it cost to subscribe? | je ne veux pas m'abonner | mon abonnement de bus | je suis abonné | Ne m'abonnez pas
No quiero suscribirme | não quero voltar a receber mensagens | Ich möchte mich anmelden | quero voltar à loja
voglio iscrivermi al corso di yoga | не хочу подписаться | je veux annuler mon abonnement de sport
When do you start? | I want to start a business | don't start | Can we start at nine? | resume attached | start tomorrow
get started | yes | hello | high season | alta calidad | podemos voltar amanhã? | Wann fängt ihr an? | mulai jam berapa?
"""


def phrases(table: str) -> list[str]:
    return [one.strip() for line in table.strip().splitlines() for one in line.split(" | ")]


@pytest.mark.parametrize("said", phrases(STOPS))
def test_this_stops(said: str) -> None:
    assert read_wish(said) is Wish.STOP


@pytest.mark.parametrize("said", phrases(NOT_STOPS))
def test_this_does_not_stop(said: str) -> None:
    assert read_wish(said) is not Wish.STOP


@pytest.mark.parametrize("said", phrases(STARTS))
def test_this_starts(said: str) -> None:
    assert read_wish(said) is Wish.START


@pytest.mark.parametrize("said", phrases(NOT_STARTS))
def test_this_does_not_start(said: str) -> None:
    assert read_wish(said) is None


@pytest.mark.parametrize("payload", ["stop-marketing", "STOP", "Parar promoções"])
def test_button_stops_by_its_payload_whatever_it_says(payload: str) -> None:
    assert read_wish("Não, obrigado", payload=payload) is Wish.STOP


def test_button_starts_by_its_payload() -> None:
    assert read_wish("Yes, again", payload="start-marketing") is Wish.START


@pytest.mark.parametrize("said", ["xega", "XEGA!", "Xega por favor", "não mais"])
def test_words_of_the_companys_own_stop(said: str) -> None:
    assert read_wish(said, stop_words=["Xega", "Não mais"]) is Wish.STOP


def test_words_of_the_companys_own_start() -> None:
    assert read_wish("Join club please", start_words=["JOIN CLUB"]) is Wish.START
    assert read_wish("Can I join club?", start_words=["JOIN CLUB"]) is None


def test_stop_comes_first() -> None:
    assert read_wish("STOP", start_words=["stop"]) is Wish.STOP


def test_enough_is_tried_both_ways() -> None:
    assert len(phrases(STOPS)) >= 150
    assert len(phrases(NOT_STOPS)) >= 100
