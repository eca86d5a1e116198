/**
 * Samples of tutorials, of documentation and of `.env.example` files, as small letters and digits
 * only.
 */
const wellKnown: ReadonlySet<string> = new Set(
  `0000000000000000 00000000000000000000000000000000 0123456789abcdef 0123456789abcdef0123456789abcdef
  0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
  09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7 1234567890123456 12345678901234567890
  12345678901234567890123456789012 1234567890abcdef1234567890abcdef a256bitsecretformytokens aaaaaaaaaaaaaaaa
  abcdefghijklmnop abcdefghijklmnopqrstuvwxyz abcdefghijklmnopqrstuvwxyz012345 abcdefghijklmnopqrstuvwxyz0123456789
  abcdefghijklmnopqrstuvwxyz123456 changemechangeme changemeinproduction changemeplease changemeplease32characters
  changethisinproduction changethiskey changethissecret changethistoasecurekey chavesecretaaqui chavesupersecreta
  coloquesuachaveaqui defaultapikey developmentkey developmentsecret exampleapikey exampleapikey123
  insecuredefaultkey insertapikeyhere itsasecret jwtsecret jwtsecretkey keepthissecret magicsteps magicstepssecret
  magicstepssecretkey minhachavesecreta minhachavesupersecreta mudeestachave mudeestachaveemproducao myjwtsecret
  mysecret mysecretapikey mysecretkey mysupersecretapikey mysupersecretkey passosmagicos passosmagicossecret
  putyourkeyhere replacethiskey replacewithyourkey samplesecretkey secret secretchangeme secretkey secretkeychangeme
  segredo shhhhh shhhhhhhared suachavedeapiaqui suachavesecreta suachavesecretaaqui suachavesupersecreta supersecret
  supersecretapikey supersecretjwtkey supersecretkey supersecretpassword testapikey123456 thisisasecret thisisasecretkey
  thisisaverylongsecretkeyfortestingonly thisisaverysecretkeythatnobodyknows trocarestachaveemproducao troqueestachave
  umachavemuitosecretaedificil xxxxxxxxxxxxxxxx your256bitsecret yourapikeyhere yourjwtsecret yourjwtsecretkey
  yourownsecretkey yoursecretapikey yoursecretkey yoursecretkeychangeinproduction yoursecretkeychangeitinproduction
  yoursecretkeychangeme yoursecretkeychangethisinproduction yoursecretkeyforjwt yoursecretkeyhere
  yoursecretkeyhereatleast32characterslong yoursecretkeymustbe32characterslong
  yoursecretkeymustbeatleast32characterslong yoursupersecretjwtkey yoursupersecretkey yourtestsecretkey`.split(
    /\s+/,
  ),
)

/**
 * Returns whether a key is a published sample or one character repeated. Case, blanks and signs
 * make no difference.
 */
export function isWellKnown(secret: string): boolean {
  const plain = secret.toLowerCase().replace(/[^a-z0-9]/g, '')
  return wellKnown.has(plain) || /^(.)\1*$/s.test(secret)
}
