"""Small words that stand in every text of a language and say nothing about it."""

STOP_WORDS: dict[str, frozenset[str]] = {
    "en": frozenset(
        """a about after all also am an and any are as at be because been before being but by can could did do does
        doing for from had has have having he her here hers him his how i if in into is it its itself just me more
        most my no nor not of on only or other our ours out over own s same she should so some such t than that the
        their them then there these they this those through to too under up very was we were what when where which
        while who whom why will with would you your yours""".split()
    ),
    "pt": frozenset(
        """a à ao aos as às até com como da das de dela dele do dos e é ela ele eles em entre era essa esse esta este
        eu foi há isso já lhe mais mas me meu minha muito na não nas nem no nos nós num numa o onde os ou para pela
        pelo por porque posso qual quais quando quanto que quem se sem ser seu seus só são sua suas também te tem
        têm tenho um uma umas uns vocês você""".split()
    ),
    "es": frozenset(
        """a al algo como con cómo cual cuál cuando cuándo cuanto cuánto de del desde donde dónde durante e el él ella
        ellos en entre era es esa ese eso esta está este esto estos fue ha hay he la las le les lo los más me mi mis
        muy nada ni no nos o os para pero por porque que qué quien quién se sea ser si sin sobre son su sus también
        te tengo tiene tu un una uno unos y ya yo puedo""".split()
    ),
    "fr": frozenset(
        """a ai au aux avec c ce ces cette comment d dans de des du elle elles en est et eu eux il ils j je l la le les
        leur leurs lui m ma mais me mes moi mon n ne nos notre nous on ont ou où par pas pour qu quand que quel quelle
        quelles quels qui s sa sans se ses si son sont sur t ta te tes toi ton tu un une vos votre vous y à été être
        """.split()
    ),
    "de": frozenset(
        """ab aber alle als also am an auch auf aus bei bin bis bist da damit das dass dem den der des die dies diese
        dieser dieses doch du durch ein eine einem einen einer eines er es für hat habe haben ich ihr ihre im in ist
        ja kann kein keine können man mein meine mit nach nicht noch nur ob oder sein seine sich sie sind so über um
        und uns unser unter vom von vor wann war warum was wenn wer werden wie wir wird wo zu zum zur""".split()
    ),
    "it": frozenset(
        """a ad agli ai al alla alle anche c che chi ci come con cosa cui d da dai dal dalla dalle dei del della delle
        di dove e è ed era gli ha hanno ho i il in io l la le lei lo loro lui ma mi mia mio ne nei nel nella nelle
        noi non o per perché più posso qual quale quali quando quanto quello questa questo se si sia sono su sua sue
        sul sulla suo tra tu un una uno vi""".split()
    ),
    "nl": frozenset(
        """aan al als bij dat de den der deze die dit door een en er haar hebben heb heeft hem het hij hoe hun ik in is
        je jij kan kunnen maar me met mijn naar niet nog nu of om onder ons onze ook op over te tot uit uw van voor
        waar wat wanneer was we wel welke wie wij worden ze zij zijn zo zonder""".split()
    ),
}
