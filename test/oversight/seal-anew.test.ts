import { Secret, TOTP } from 'otpauth'
import { ok } from '../../src/base'
import {
  confirmSecondFactor,
  findApproval,
  offerSecondFactor,
  requestApproval,
  sealSecretsAnew,
  signIn,
  takeApproval,
  type OversightDesk,
} from '../../src/oversight'
import { ADMIN, Office, PASSWORD } from './office'

/** A version that the development keys do not reach. */
const NEWEST = 99

let office: Office
let renewed: OversightDesk['seal'] & { personalDataVersion(): Promise<{ personalData: number }> }
beforeEach(async () => {
  office = await Office.open()
  const old = office.vault
  // The vault after a new version of the key was brought in: seals under it, and still opens the old one.
  renewed = {
    sealPersonal: async (what) => Buffer.concat([Buffer.of(NEWEST), await old.sealPersonal(what)]),
    openPersonal: ({ context, sealed }) =>
      old.openPersonal({ context, sealed: sealed[0] === NEWEST ? sealed.subarray(1) : sealed }),
    personalDataVersion: async () => ({ personalData: NEWEST }),
  }
})
afterEach(() => office.close())

test('what an older key sealed is sealed anew, and still means the same', async () => {
  const { staff } = await office.staff()
  const offer = await office.act(ADMIN, (act) => offerSecondFactor(act, office.desk, { staff }))
  if (!offer.ok) throw new Error(offer.refused)
  const totp = new TOTP({ secret: Secret.fromBase32(offer.value.secret) })
  const code = () => totp.generate({ timestamp: office.clock.now().getTime() })
  await office.act(ADMIN, (act) => confirmSecondFactor(act, office.desk, { staff, code: code() }))
  const maker = { id: staff, kind: 'staff', roles: ['counter-clerk'] } as const
  const asked = await office.act(maker, async (act) =>
    ok(
      await requestApproval(act, office.desk, {
        endpoint: 'loads.void',
        request: { name: '张三丰' },
        because: 'because',
        expiresAt: new Date(office.clock.now().getTime() + 3_600_000),
      }),
    ),
  )
  if (!asked.ok) throw new Error('never')
  const { approval } = asked.value

  expect(await sealSecretsAnew(office.desk, renewed)).toBe(2)
  expect(await sealSecretsAnew(office.desk, renewed)).toBe(0)
  expect((await findApproval(office.desk.database, approval))?.request[0]).toBe(NEWEST)

  const desk = { ...office.desk, seal: renewed }
  office.later(30)
  const signedIn = await signIn(desk, { login: 'lin.mei', password: PASSWORD, code: code() })
  expect(signedIn.ok).toBe(true)
  const taken = await office.act(ADMIN, (act) =>
    takeApproval(act, desk, { approval, approvers: () => ['administrator'] }),
  )
  expect(taken).toMatchObject({ ok: true, value: { request: { name: '张三丰' } } })
})
