// A certified OpenID Connect provider on this machine: node provider.mjs PORT REDIRECT_URI SECRET
// Whoever says a name of `accounts` at its form is that person, with any password.
import Provider from "oidc-provider";

const [port, redirectUri, secret] = process.argv.slice(2);
const verified = (email, name) => ({ email, email_verified: true, name });
const accounts = {
  ana: verified("Ana@Example.org", "Ana"),
  ben: verified("ben@example.org", "Ana"), // calls himself what another is called
  homoglyph: verified("аna@example.org", "Ana"), // its first letter is Cyrillic
  claims: { email: "ana@example.org", email_verified: false, name: "Ana" },
  silent: { email: "ana@example.org", name: "Ana" },
};

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{
    client_id: "dateline",
    client_secret: secret,
    redirect_uris: [redirectUri],
    post_logout_redirect_uris: [redirectUri],
  }],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  conformIdTokenClaims: false, // Streamlit reads the ID token only
  cookies: { keys: [secret] },
  findAccount: (_, sub) => accounts[sub] && { accountId: sub, claims: () => ({ sub, ...accounts[sub] }) },
});
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
