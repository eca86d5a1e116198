/**
 * Passwords of eight characters and more that everybody tries first, in small letters: keyboard rows, first words, names, football
 * clubs and their usual endings, in English and Portuguese. Shorter ones are refused for their length.
 */
export const commonPasswords: ReadonlySet<string> = new Set(
  `01234567 0123456789 11223344 1122334455 112233445566 123123123 1231231234 12341234 123412345 123456123 123456123456
  12345678 123456780 123456789 1234567890 1234567891 12345678910 123456789a 123456789q 12345678a 123456abc 12345qwert
  1234abcd 1234qwer 123qwe123 123qweasd 12qwaszx 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx 1qaz2wsx3edc 87654321 987654321
  9876543210 a1234567 a12345678 a123456789 a123456a a1b2c3d4 a1b2c3d4e5 aa123456 aa12345678 aaa111222 aabbccdd abacaxi1
  abacaxi123 abc12345 abc123456 abc123456789 abc123abc abcd1234 abcd12345 abcdef123 abcdefg1 abcdefgh abcdefghi abcdefghij
  access123 access14 acesso123 acesso1234 admin123 admin123! admin1234 admin12345 admin123456 admin2024 admin2025
  admin2026 admin@123 adminadmin administrador administrator adriana1 adriana123 alexander alexandra alexandre alexandre1
  alexandre123 alterar123 aluno123 amanda123 america1 amor1234 amordaminhavida anapaula anapaula1 andrew123 android1
  angel123 angels123 anthony1 antonio1 antonio123 apple123 arsenal1 asd123456 asdf1234 asdfasdf asdfghjk asdfghjkl
  asdfghjkl1 ashley123 asshole1 atletico atletico1 autumn2024 autumn2025 azerty123 azertyuiop babygirl babygirl1
  babygirl12 bahia123 bailey123 banana123 barcelona barcelona1 baseball baseball1 basketball batman123 beatriz1 beatriz123
  beautiful beautiful1 benjamin blahblah blessed1 blink182 boanoite bomdia123 bonjour123 borboleta botafogo botafogo1
  brasil10 brasil123 brasil2014 brasil2022 brasil2024 brasil2025 brasil2026 brasileiro brasilia bullshit buster123
  butterfly butterfly1 cachorro cachorro1 cachorro123 california camila123 carolina carolina1 caroline catherine change123
  changeit changeme changeme! changeme1 changeme123 charlie1 charlie123 chelsea1 chocolate chocolate1 chocolate123
  christ123 christian christina christopher colegio123 computador computer computer1 contrasena contrasena1 contrasena123
  cookie123 corinthians corinthians1 corinthians12 correcthorsebatterystaple corvette cowboys1 cristiano cristina
  cristina1 cruzeiro cruzeiro1 curitiba daniel123 daniela1 daniela123 danielle danielle1 danielle123 december december1
  default1 default123 demo1234 demodemo deuseamor deusefiel deusefiel1 deusefiel123 deusnocomando diamond1 diamond123
  diretor123 dragon12 dragon123 eagles12 eduardo1 eduardo123 educacao elizabeth escola123 esperanca estrela1 estrela123
  euteamo1 euteamo123 example1 facebook facebook1 facebook123 familia1 familia123 february felicidade felicidade1 fernanda
  fernanda1 fernanda123 fernando fernando1 ferrari1 flamengo flamengo1 flamengo10 flamengo123 flower123 fluminense
  football football1 football123 fortaleza francisca francisco freedom1 freedom123 friday13 friends1 friendship fuckoff1
  fuckyou1 fuckyou123 fuckyou2 fussball fussball1 gabriel1 gabriel123 gabriela gabriela1 gatinha1 gatinho123 geheim123
  gerente1 gerente123 ginger123 godisgood golden123 google123 gremio123 gremista guest123 guest1234 guilherme guilherme1
  gustavo1 gustavo123 hallo123 happy123 happyday harley12 hellokitty hockey123 hola1234 hunter12 hunter123 ilovegod
  iloveu123 iloveyou iloveyou! iloveyou1 iloveyou12 iloveyou123 iloveyou2 instagram internacional internet internet1
  iphone12 isabela123 isabella isabelle january1 jennifer jennifer1 jessica1 jesus123 jesus1234 jesuschrist jesuscristo
  jesuseamor jesusefiel jesusislord jesusmeama jesusteama joao1234 jonathan jordan123 jordan23 juliana1 juliana123
  juventus1 kawasaki killer123 lakers24 lapidary lapidary1 lapidary123 larissa1 larissa123 leonardo leonardo1 leonardo123
  leticia1 leticia123 letmein1 letmein12 letmein123 letmeinnow letmeinplease liberdade linkedin linkedin1 liverpool
  liverpool1 lkjhgfdsa london123 lovelove lovelove1 lovely123 loveme123 loveyou1 luciana1 luciana123 maggie123 manager1
  manchester marcelo1 marcelo123 maria123 maria1234 mariamaria mariana1 mariana123 master12 master123 masterkey matrix123
  matthew1 mauricio maverick maverick1 mengao123 mercedes mercedes1 metallica meuamor1 meuamor123 michael1 michelle
  michelle1 microsoft midnight midnight1 minecraft minecraft1 minhaflor minhasenha minhasenha1 minhasenha123 minhavida
  mnbvcxz1 monday123 mongodb123 monkey12 monkey123 motdepasse motdepasse1 mudar123 mudar1234 mudar@123 mudeestasenha
  mustang1 mypassword mypassword1 mysecret mysql123 newpassword newyork1 nicholas nicolas1 nicole123 ninja123 nintendo
  nopassword nothing1 novasenha novasenha1 novasenha123 november november1 obrigado october1 oldpassword opensesame
  opensesame1 operator1 oracle123 orange123 p@55w0rd p@ssw0rd p@ssw0rd1 p@ssw0rd123 p@ssword pa$$w0rd pa$$word palmeiras
  palmeiras1 palmeiras10 panthers passosmagicos passosmagicos1 passpass passpass1 passw0rd passw0rd! passw0rd1 password
  password! password01 password1 password1! password11 password12 password123 password123! password1234 password12345
  password2 password2020 password2021 password2022 password2023 password2024 password2025 password2026 password3 password9
  password99 passwords passwort passwort1 passwort123 patricia patricia1 patricia123 pepper123 phoenix1 phoenix123
  playstation poiuytrewq pokemon1 pokemon123 porsche1 postgres postgres1 postgres123 princesa princesa1 princesa123
  princess princess1 princess123 professor professor1 professora purple123 q1w2e3r4 q1w2e3r4t5 q1w2e3r4t5y6 qazwsx123
  qazwsxedc qwe123456 qwe123qwe qweasd123 qweasdzxc qweqweqwe qwer1234 qwerty12 qwerty123 qwerty1234 qwerty12345
  qwerty123456 qwerty321 qwerty@123 qwertyqwerty qwertyui qwertyuiop qwertyuiop1 qwertz123 qwertzuiop rafael123 rafaela1
  rafaela123 rainbow1 rainbow123 raspberry realmadrid recife123 ricardo1 ricardo123 riodejaneiro robert123 rodrigo1
  rodrigo123 root1234 rootroot salvador salvador1 samantha samantha1 sample123 samsung1 samsung123 santos10 santos123
  santosfc saopaulo saopaulo1 saopaulofc schalke04 scorpion scorpion1 sebastian sebastiao secret12 secret123 secret1234
  secretpassword senha123 senha123! senha1234 senha12345 senha123456 senha2024 senha2025 senha2026 senha@123 senhaforte
  senhapadrao senhasecreta senhasenha september server123 sexygirl shadow12 shadow123 silver123 sistema1 sistema123
  slipknot snowball soccer12 soccer123 spiderman spiderman1 spring2024 spring2025 spring2026 starwars starwars1 steelers
  steelers1 stephanie suasenha sucesso1 sucesso123 summer12 summer123 summer2024 summer2025 summer2026 sunshine sunshine1
  superman superman1 superman123 supersecret support1 sweetheart sysadmin teamo123 teamo1234 teamomuito temp1234 temporal1
  temporary test1234 test12345 test@123 teste123 teste1234 teste12345 tester123 testeteste testing1 testing123 testpass
  testpassword testtest testtest1 thepassword thomas123 tigger123 timao1910 tinkerbell toor1234 topsecret trocaestasenha
  trocar123 trocarsenha trustno1 trustno1! ubuntu123 user1234 username useruser usuario1 usuario123 usuario1234 valentina
  vanessa1 vanessa123 vasco123 vascodagama veronica victoria victoria1 vitoria1 vitoria123 wachtwoord wachtwoord1 welcome!
  welcome1 welcome12 welcome123 welcome1234 welcome2024 welcome2025 welcome2026 whatever whatever1 whatsapp whoknows
  william1 windows1 windows10 windows123 winter12 winter123 winter2024 winter2025 wonderful yankees1 yellow123
  yourpassword zaq12wsx zaq1xsw2 zaq1zaq1 zxcvbnm1 zxcvbnm123 zxcvbnma`.split(/\s+/),
)
