import { Router } from 'express'
import { inYuan, type Sql } from '../../../base'
import { clearingFigures, type Verdict, verdictOf, verdicts, type Reason } from '../../../clearing'
import { settlementOf, type Settlement } from '../../../settlement'

/** Its own style, and nothing else. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** A plain page with the settlement, until there is a console. No script, no foreign host. */
export function frontPage(sql: Sql): Router {
  const routes = Router()
  routes.get('/', async (_request, response) => {
    const [settlement, figures] = await Promise.all([settlementOf(sql), clearingFigures(sql)])
    response.set('content-security-policy', POLICY)
    response.type('html').send(
      page({
        settlement: settlement.ok ? settlement.value : undefined,
        counts: countsOf(figures.reasons),
        figures,
      }),
    )
  })
  return routes
}

interface Shown {
  readonly settlement: Settlement | undefined
  readonly counts: Readonly<Record<Verdict, number>>
  readonly figures: Awaited<ReturnType<typeof clearingFigures>>
}

function countsOf(reasons: Partial<Record<Reason, number>>): Record<Verdict, number> {
  const counts = { accepted: 0, duplicate: 0, suspect: 0, rejected: 0 }
  for (const [reason, count] of Object.entries(reasons))
    counts[verdictOf(reason as Reason)] += count
  return counts
}

const VERDICT_NAMES: Readonly<Record<Verdict, string>> = {
  accepted: '已入账 accepted',
  duplicate: '重复 duplicate',
  suspect: '可疑 suspect',
  rejected: '拒绝 rejected',
}

const page = ({ settlement, counts, figures }: Shown): string => `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Citycard 市民卡清分结算</title>
<style>
  body { font: 16px/1.5 system-ui, "Noto Sans CJK SC", sans-serif; margin: 2rem auto; max-width: 70rem;
    padding: 0 1rem; color: #1d2433 }
  h1 { font-size: 1.5rem; margin-bottom: 0 } h2 { font-size: 1.1rem; margin-top: 2rem }
  p.under { margin-top: 0; color: #566 }
  .wide { overflow-x: auto } table { border-collapse: collapse; width: 100% }
  th, td { padding: .35rem .75rem; text-align: right; border-bottom: 1px solid #dde3ea; white-space: nowrap }
  th { color: #566; font-weight: 600 } th:first-child, td:first-child { text-align: left }
  tfoot td { font-weight: 700; border-top: 2px solid #1d2433; border-bottom: 0 }
  ul.figures { display: flex; flex-wrap: wrap; gap: 1rem 2rem; padding: 0; list-style: none }
  ul.figures b { display: block; font-size: 1.3rem; font-variant-numeric: tabular-nums }
  td { font-variant-numeric: tabular-nums } a { color: #0b57d0 }
</style>
</head>
<body>
<h1>Citycard 市民卡清分结算</h1>
<p class="under">${daysOf(settlement)}</p>
${settlement === undefined || settlement.operators.length === 0 ? '<p>尚无已结算的营业日。 No business day has been settled yet.</p>' : tableOf(settlement)}
<h2>记录 Records</h2>
<ul class="figures">
${verdicts.map((verdict) => figure(counts[verdict], VERDICT_NAMES[verdict])).join('\n')}
${figure(figures.gaps, '计数缺口 open gaps')}
${figure(figures.forks, '克隆告警 clone alarms')}
</ul>
<p><a href="/docs">HTTP contract</a> · <a href="/v1/openapi.json">OpenAPI (JSON)</a> ·
<a href="/readyz">readiness</a></p>
</body>
</html>
`

const daysOf = (settlement: Settlement | undefined): string => {
  const days = settlement?.days ?? []
  const last = days.at(-1)
  if (last === undefined) return '营业日 business days: 0'
  const span = days.length === 1 ? last.date : `${days[0]?.date} – ${last.date}`
  return `营业日 business day ${span} · 已关账 closed · ${escaped((last.digest ?? '').slice(0, 16))}… (SHA-256)`
}

const tableOf = ({ operators, total, demoRates }: Settlement): string => `<div class="wide"><table>
<thead><tr><th>营运单位 operator</th><th>笔数 taps</th><th>应收 list fare</th><th>实收 charged</th>
<th>补贴 subsidy</th><th>佣金 fee</th><th>净额 net</th></tr></thead>
<tbody>
${operators.map((one) => row(one.name, one)).join('\n')}
</tbody>
<tfoot>${row('合计 all', total)}</tfoot>
</table></div>
<p class="under">单位：元 amounts in yuan${demoRates ? ' · 费率为演示值 fee rates are invented for this demonstration' : ''}</p>`

const row = (name: string, of: Settlement['total']): string =>
  `<tr><td>${escaped(name)}</td><td>${of.taps}</td>${[
    of.listFen,
    of.chargedFen,
    of.subsidyFen,
    of.feeFen,
    of.netFen,
  ]
    .map((amount) => `<td>${inYuan(amount)}</td>`)
    .join('')}</tr>`

const figure = (value: number, name: string): string => `<li><b>${value}</b>${name}</li>`

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
