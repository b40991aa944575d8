// An OpenID provider of its own process: prints where it listens, and knows everybody by the name they give.
// Called with the redirect URI of the client "citycard" and its secret.
import { createServer } from 'node:http'
import Provider from 'oidc-provider'

const [redirectUri, clientSecret] = process.argv.slice(2)
const server = createServer()
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'citycard',
        client_secret: clientSecret,
        token_endpoint_auth_method: 'client_secret_post',
        redirect_uris: [redirectUri],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    pkce: { required: () => true },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  })
  server.on('request', provider.callback())
  process.stdout.write(`${issuer}\n`)
})
process.on('disconnect', () => process.exit())
