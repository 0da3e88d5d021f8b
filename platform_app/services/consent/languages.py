"""The words in which people stop and start, by language; whoever reads them overlooks case and accents."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """One language's words.

    `stop` counts alone or among words of `around` only; `anywhere` counts in the middle of a sentence too, as it can
    mean nothing else; `start` counts alone or with a courtesy or words of `again` only, `join` among words of `around` too;
    after one of `negations` nothing of it counts.
    What stands in `never`, as a whole, means something else, maybe in another language.
    """

    name: str
    stop: tuple[str, ...]
    start: tuple[str, ...]
    join: tuple[str, ...] = ()
    again: str = ""
    anywhere: tuple[str, ...] = ()
    around: str = ""
    courtesies: str = ""
    negations: str = ""
    never: tuple[str, ...] = ()


LANGUAGES: tuple[Words, ...] = (
    Words(
        "English",
        stop=("stop", "stopall", "stpo", "sotp", "tsop", "dtop", "srop", "stp", "stopo", "unsub", "unsubscribe",
              "unsubcribe", "unsuscribe", "unsubscibe", "unsubscrib", "un subscribe", "optout", "opt out", "cancel", "quit", "end", "no more",
              "dont send me", "do not send me", "dont message me", "do not message me", "dont text me", "dont write me",
              "dont contact me", "do not contact me", "dont write to me", "leave me alone", "remove me", "stop it"),
        start=("start", "unstop", "restart", "start again", "resume", "subscribe", "resubscribe", "opt in", "optin",
               "subscribe me", "subscribe me again"),
        join=("subscribe", "resubscribe", "re subscribe", "opt in", "opt me in", "opt back in", "put me back on"),
        again="yes yeah yep again back once me now like d id im",
        anywhere=("unsubscribe", "opt me out", "opt out of", "take me off", "remove me from", "remove my number",
                  "stop sending me", "stop messaging me", "stop texting me", "stop contacting me", "stop spamming",
                  "stop writing to me", "stop bothering me"),
        around="all just now it this these that those message messages msg msgs text texts texting sms whatsapp ad ads "
               "advertising offer offers promo promos promotion promotions promotional marketing newsletter newsletters "
               "notification notifications spam me to sending writing messaging contacting bothering spamming you u i "
               "want wanna need wish said say can could will would any anything anymore more right away for good "
               "immediately your again ever the subscription yes",
        courtesies="please pls plz kindly thanks thank thx ty you ok okay hi hello hey dear sir madam team sorry",
        negations="dont not never didnt cant cannot wont doesnt isnt did was didn don non",
        never=("the end", "to the end", "in the end", "end it"),
    ),
    Words(
        "Spanish",
        stop=("baja", "alto", "parar", "detener", "salir", "cancelar", "baja por favor", "no mas", "ya no", "basta",
              "no me escriban", "no me escriba", "no me escribas", "no me envien", "no me envies", "no me manden",
              "no me mandes", "dejen de escribirme", "deja de escribirme", "darse de baja", "borrame"),
        start=("alta", "reanudar", "darme de alta", "dar de alta", "suscribirme", "suscribir", "volver a recibir"),
        join=("suscribirme", "suscribanme", "suscribeme", "resuscribirme", "volver a recibir", "darme de alta",
              "dame de alta", "denme de alta"),
        again="si de nuevo otra vez nuevamente sus",
        anywhere=("darme de baja", "dame de baja", "denme de baja", "dar de baja mi numero", "dar de baja este numero",
                  "dejar de recibir", "no quiero recibir mas", "no deseo recibir", "no quiero recibir mensajes",
                  "no quiero recibir promociones", "no quiero mas mensajes", "dejen de enviarme", "deja de enviarme",
                  "cancelar mi suscripcion", "cancelar la suscripcion"),
        around="mensaje mensajes promocion promociones publicidad ofertas anuncios marketing quiero deseo los las la "
               "estos esta esto mas ya nada dar de enviar recibir suscripcion whatsapp",
        courtesies="por favor gracias hola buenas buenos dias tardes perdon",
        negations="no nunca sin",
        never=("para mi", "para ti", "para ya", "para todos", "para esta", "para este"),
    ),
    Words(
        "Portuguese",
        stop=("parar", "parem", "pare", "para", "sair", "cancelar", "remover", "descadastrar", "chega", "nao mande mais",
              "nao envie mais", "nao me mande", "nao me envie", "para de mandar", "pare de mandar", "para de enviar",
              "pare de enviar", "deixe de enviar", "nao quero mais", "nao quero receber", "me tira dessa lista",
              "remover meu numero", "anular subscricao"),
        start=("voltar", "retomar", "reativar", "quero voltar a receber", "voltar a receber", "inscrever", "subscrever"),
        join=("inscrever me", "me inscrever", "me inscreva", "subscrever", "reinscrever", "voltar a receber",
              "receber novamente"),
        again="sim de novo novamente outra vez vossas suas a",
        anywhere=("parar de receber", "pare de enviar", "pare de me mandar", "para de me mandar", "pare de me enviar",
                  "nao quero receber mais", "nao quero mais receber", "nao quero receber mensagens",
                  "nao quero receber promocoes", "me descadastre", "me descadastrar", "descadastrar",
                  "me remova da lista", "me tire da lista", "cancelar a inscricao", "cancelar a subscricao"),
        around="mensagem mensagens promocao promocoes publicidade ofertas marketing quero gostaria de me as os estas "
               "essas isso isto mais ja enviar receber mandar inscricao subscricao whatsapp nada",
        courtesies="por favor obrigado obrigada ola oi bom dia boa tarde noite desculpe",
        negations="nao nunca sem",
        never=("parra", "parras"),
    ),
    Words(
        "French",
        stop=("arret", "arreter", "arretez", "arrete", "desabonner", "desabonnement", "desinscrire", "desinscription",
              "stopper", "resilier", "plus de messages", "plus de message", "ne mecrivez plus", "ne menvoyez plus rien",
              "plus de publicite", "plus de pub"),
        start=("reprendre", "reprise", "abonner", "abonnement", "reabonner", "me reabonner", "mabonner", "reactiver"),
        join=("mabonner", "m abonner", "me abonner", "abonnez moi", "abonne moi", "me reabonner", "reabonnez moi",
              "me reinscrire", "recevoir a nouveau", "recevoir de nouveau"),
        again="oui a nouveau de encore une fois jaimerais aimerais",
        anywhere=("me desabonner", "me desinscrire", "desabonnez moi", "desinscrivez moi", "ne plus recevoir",
                  "ne veux plus recevoir", "arretez de menvoyer", "arretez de m envoyer", "arretez de mecrire",
                  "supprimez mon numero", "retirez moi de"),
        around="message messages pub pubs publicite publicites promotions promo offres les des ces cela ca tout de suite "
               "je veux voudrais souhaite vos marketing abonnement envois envoi whatsapp",
        courtesies="sil vous plait s il te svp stp merci bonjour bonsoir salut desole",
        negations="pas jamais sans narretez narrete narretons",
    ),
    Words(
        "German",
        stop=("stop", "stopp", "abmelden", "abbestellen", "stornieren", "abmeldung", "austragen", "aufhoeren",
              "aufhören", "hört auf", "hör auf", "keine nachrichten mehr", "keine werbung", "keine werbung mehr",
              "keine weiteren nachrichten", "nichts mehr schicken", "nicht mehr schreiben", "schluss"),
        start=("start", "fortsetzen", "wieder anmelden", "anmelden", "abonnieren", "wieder starten"),
        join=("wieder anmelden", "erneut anmelden", "wieder abonnieren", "erneut abonnieren", "wieder erhalten",
              "melden sie mich wieder an"),
        again="ja wieder erneut nochmal gerne den ihre eure",
        anywhere=("keine nachrichten mehr", "keine werbung mehr", "möchte mich abmelden", "melden sie mich ab",
                  "meldet mich ab", "aus dem verteiler", "newsletter abbestellen", "will mich abmelden",
                  "hören sie auf mir zu schreiben", "schreiben sie mir nicht mehr", "schreibt mir nicht mehr"),
        around="nachricht nachrichten werbung angebote newsletter marketing ich will möchte mich mir jetzt sofort alle "
               "diese die das damit endlich bitte senden schicken whatsapp mehr euch",
        courtesies="bitte danke hallo moin guten tag morgen abend vielen dank sorry",
        negations="nicht nie niemals ohne kein",
        never=("quitt",),
    ),
    Words(
        "Italian",
        stop=("annulla", "ferma", "non voglio più messaggi", "cancellami", "disiscrivimi", "disiscriviti", "basta", "fermati", "smettila", "smettetela",
              "interrompi", "disdici", "disiscrizione", "rimuovimi", "non scrivetemi", "non scrivermi più",
              "basta messaggi", "basta pubblicità"),
        start=("riprendi", "riattiva", "riprendere", "iscrivimi", "iscrivimi di nuovo"),
        join=("iscrivermi", "iscrivetemi", "iscrivimi", "reiscrivermi", "reiscrivimi", "tornare a ricevere"),
        again="si di nuovo ancora vostri vostre",
        anywhere=("non voglio ricevere", "non voglio più ricevere", "non desidero ricevere", "non desidero più ricevere",
                  "smettete di scrivermi", "smettete di inviarmi", "smettetela di scrivermi", "cancellatemi dalla lista",
                  "rimuovetemi dalla lista", "cancellare la mia iscrizione"),
        around="messaggio messaggi pubblicità promozioni offerte marketing voglio vorrei i le questi queste di più subito "
               "inviare iscrizione whatsapp con",
        courtesies="per favore grazie ciao buongiorno buonasera prego scusi",
        negations="non mai senza",
        never=("mi basta", "basta cosi"),
    ),
    Words(
        "Dutch",
        stop=("afmelden", "uitschrijven", "stoppen", "opzeggen", "hou op", "geen berichten meer", "geen reclame",
              "geen reclame meer", "schrijf me uit", "meld me af", "niet meer sturen"),
        start=("hervatten", "aanmelden", "opnieuw aanmelden", "weer aanmelden", "inschrijven"),
        join=("weer aanmelden", "opnieuw aanmelden", "weer inschrijven", "opnieuw inschrijven", "weer ontvangen"),
        again="ja weer opnieuw graag",
        anywhere=("geen berichten meer", "wil me afmelden", "wil mij afmelden", "wil me uitschrijven", "meld mij af",
                  "schrijf mij uit", "stop met sturen", "stop met berichten", "van de lijst halen",
                  "wil geen berichten", "wil geen reclame"),
        around="bericht berichten reclame aanbiedingen marketing nieuwsbrief ik wil me mij deze dit alle nu met sturen "
               "whatsapp meer",
        courtesies="alstublieft alsjeblieft aub bedankt dank dankjewel hallo hoi goedemorgen graag",
        negations="niet nooit zonder",
    ),
    Words(
        "Polish",
        stop=("stop", "wypisz", "wypisz mnie", "rezygnuję", "rezygnacja", "anuluj", "koniec", "przestań", "przestańcie",
              "dość", "usuń", "usuń mnie", "nie piszcie", "nie pisz", "nie wysyłajcie", "wyłącz", "zatrzymaj"),
        start=("wznów", "zapisz mnie", "zapisz mnie ponownie", "subskrybuj", "włącz ponownie"),
        join=("zapisz mnie", "zapiszcie mnie", "zapisać się ponownie", "subskrybować", "znów otrzymywać"),
        again="tak znowu znów ponownie",
        anywhere=("wypisz mnie", "proszę mnie wypisać", "nie chcę otrzymywać", "nie chcę dostawać",
                  "nie życzę sobie", "przestańcie pisać", "przestańcie wysyłać", "usuńcie mój numer",
                  "proszę o usunięcie mojego numeru", "rezygnuję z subskrypcji", "rezygnuję z wiadomości"),
        around="wiadomości wiadomość sms smsy reklamy reklam reklama ofert oferty promocji promocje marketing chcę mi do "
               "mnie już więcej pisać wysyłać tych te z newslettera subskrypcji whatsapp",
        courtesies="proszę dziękuję dzięki dzień dobry cześć hej witam",
        negations="nie nigdy bez",
    ),
    Words(
        "Russian",
        stop=("стоп", "отписаться", "отписка", "отпишите", "отпишите меня", "отмена", "хватит", "прекратите",
              "прекрати", "перестаньте", "отключить", "удалите меня", "не пишите", "не пишите мне", "не присылайте",
              "не беспокойте", "довольно"),
        start=("старт", "начать", "возобновить", "подписаться", "подписаться снова", "подпишите меня"),
        join=("подписаться", "подпишите меня", "снова получать"),
        again="да снова опять",
        anywhere=("отпишите меня", "хочу отписаться", "не хочу получать", "прекратите присылать", "прекратите слать",
                  "перестаньте присылать", "перестаньте писать", "хватит присылать", "удалите мой номер",
                  "отписаться от рассылки", "отказываюсь от рассылки", "больше не пишите"),
        around="сообщения сообщений сообщение рассылка рассылки рассылку рекламу реклама рекламы спам смс мне больше "
               "меня это эти все от слать писать присылать хочу уже ваши whatsapp ватсап",
        courtesies="пожалуйста спасибо здравствуйте привет добрый день",
        negations="не никогда без",
    ),
    Words(
        "Turkish",
        stop=("dur", "durdur", "iptal", "çık", "çıkış", "ret", "red", "istemiyorum", "yeter", "abonelikten çık",
              "aboneliği iptal et", "iptal et", "mesaj istemiyorum", "mesaj atmayın", "yazmayın", "göndermeyin"),
        start=("başlat", "başla", "yeniden başlat", "tekrar başlat", "abone ol", "yeniden abone ol"),
        join=("abone olmak istiyorum", "abone ol"),
        again="evet tekrar yeniden",
        anywhere=("mesaj almak istemiyorum", "mesaj istemiyorum", "mesaj göndermeyin", "mesaj atmayın",
                  "reklam istemiyorum", "abonelikten çıkmak istiyorum", "listeden çıkarın", "numaramı silin",
                  "beni listeden çıkar"),
        around="mesaj mesajlar mesajları reklam reklamları kampanya kampanyaları sms artık daha bana beni bu tüm listeden "
               "abonelik aboneliğimi almak whatsapp",
        courtesies="lütfen teşekkürler teşekkür ederim merhaba selam sağolun",
        negations="değil asla",
    ),
    Words(
        "Arabic",
        stop=("توقف", "توقفوا", "الغاء", "إلغاء", "الغاء الاشتراك", "إلغاء الاشتراك", "إيقاف", "ايقاف", "وقف", "اوقف", "كفى",
              "لا ترسل", "لا ترسلوا", "لا تراسلني", "لا تراسلوني", "احذفني", "احذفوني"),
        start=("ابدأ", "استئناف", "اشتراك", "اشترك", "اعادة الاشتراك", "إعادة الاشتراك"),
        join=("الاشتراك", "اشتراك", "إعادة الاشتراك"),
        again="نعم مرة أخرى من جديد",
        anywhere=("الغاء الاشتراك", "إلغاء الاشتراك", "إلغاء اشتراكي", "لا أريد رسائل", "لا اريد رسائل",
                  "لا أريد استلام", "لا أريد تلقي", "توقف عن إرسال", "توقفوا عن إرسال", "توقفوا عن مراسلتي",
                  "احذف رقمي", "احذفوا رقمي", "لا ارغب في استلام"),
        around="رسائل الرسائل رسالة الاعلانات إعلانات اعلانات العروض لي هذه ارسال إرسال عن الآن اريد أريد من فورا واتساب",
        courtesies="من فضلك فضلكم لو سمحت سمحتم شكرا مرحبا السلام عليكم رجاء رجاءً",
        negations="لا لن لم بدون",
    ),
    Words(
        "Hebrew",
        stop=("הסר", "הסירו", "הסירו אותי", "תסירו אותי", "הסר אותי", "הסרה", "עצור", "עצרו", "די", "תפסיקו", "הפסק",
              "בטל", "ביטול", "להסיר", "להסיר אותי", "אל תשלחו", "אל תכתבו"),
        start=("התחל", "חידוש", "לחדש", "הרשמה", "הצטרפות", "לחזור"),
        join=("להירשם", "להצטרף", "לחדש"),
        again="אני כן שוב מחדש",
        anywhere=("הסירו אותי", "תסירו אותי", "להסיר אותי", "לא רוצה לקבל", "לא מעוניין לקבל", "לא מעוניינת לקבל",
                  "תפסיקו לשלוח", "תפסיקו לכתוב", "מחקו את המספר", "הסר מרשימת", "הסירו מרשימת", "מרשימת התפוצה"),
        around="הודעה הודעות פרסומות פרסומים מבצעים לי אותי את עוד יותר לשלוח מרשימת מרשימה מהרשימה רוצה הדיוור וואטסאפ כבר",
        courtesies="בבקשה תודה שלום היי סליחה רבה",
        negations="לא אל בלי",
    ),
    Words(
        "Hindi",
        stop=("बंद करो", "बंद करें", "बंद कीजिए", "बंद", "रोकें", "रोको", "रोक दो", "सदस्यता समाप्त", "हटाओ", "हटाएं",
              "मुझे हटाओ", "मत भेजो", "मत भेजिए", "मैसेज मत भेजो", "band karo", "mat bhejo", "message mat bhejo",
              "message band karo"),
        start=("शुरू", "शुरू करें", "शुरू करो", "फिर से शुरू करें", "चालू करें", "shuru karo", "phir se shuru karo"),
        again="हाँ हां फिर से haan phir se",
        anywhere=("संदेश बंद करें", "मैसेज बंद करो", "मैसेज मत भेजो", "मैसेज भेजना बंद", "संदेश भेजना बंद",
                  "मुझे मैसेज नहीं चाहिए", "message mat bhejo", "message bhejna band", "सदस्यता समाप्त करें",
                  "मेरा नंबर हटा"),
        around="मैसेज संदेश विज्ञापन ये यह सब मुझे अब अभी भेजना और ab abhi ye sab mujhe message messages",
        courtesies="कृपया धन्यवाद नमस्ते जी please शुक्रिया",
        negations="नहीं nahi",
    ),
    Words(
        "Indonesian",
        stop=("berhenti", "stop", "henti", "hentikan", "batal", "batalkan", "keluar", "berhenti berlangganan",
              "jangan kirim", "jangan kirim lagi", "jangan hubungi saya", "hapus saya", "hapus nomor saya", "cukup"),
        start=("mulai", "mulai lagi", "lanjutkan lagi", "berlangganan", "langganan lagi", "aktifkan lagi"),
        join=("berlangganan lagi", "langganan lagi"),
        again="ya lagi",
        anywhere=("berhenti berlangganan", "tidak mau menerima", "tidak ingin menerima", "berhenti kirim pesan",
                  "berhenti mengirim pesan", "jangan kirim pesan", "jangan kirim promo", "hapus nomor saya",
                  "keluarkan saya dari"),
        around="pesan promo promosi iklan sms ini semua saya lagi kirim mengirim mau ingin berlangganan langganan whatsapp",
        courtesies="tolong mohon terima kasih halo hai makasih ya selamat pagi",
        negations="jangan tidak bukan belum gak nggak",
    ),
    Words(
        "Chinese",
        stop=("退订", "拒收", "停止", "取消订阅", "不要再发", "退訂", "取消訂閱"),
        start=("订阅", "重新订阅", "恢复", "訂閱"),
    ),
)  # fmt: skip
