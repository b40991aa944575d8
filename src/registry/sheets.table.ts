import { maskCardNumber } from '../base'
import type { CardProduct } from './card-products'
import { type CardLoad, type CardRegistration, cardKey } from './cards'
import type { Contract } from './contracts'
import type { KeyVersion } from './key-versions'
import type { Operator } from './operators'
import type {
  Agent,
  CatalogueApplication,
  Merchant,
  PartyContract,
  ProductApplication,
} from './parties'
import type { Sheet, SheetReference } from './sheet'
import type { SamBinding, Terminal } from './terminals'

const toOperator: SheetReference = {
  table: 'registry_operator',
  on: [['operator', 'operator']],
  refused: 'operator-unknown',
}

const instant = (at: Date | null): string | null => at?.toISOString() ?? null

export const operatorSheet: Sheet<Operator> = {
  table: 'registry_operator',
  key: ['operator'],
  columns: [
    { column: 'operator', type: 'text', of: (it) => it.operator },
    { column: 'name', type: 'text', of: (it) => it.name },
    { column: 'kind', type: 'text', of: (it) => it.kind },
    { column: 'active_from', type: 'date', of: (it) => it.activeFrom },
    { column: 'active_to', type: 'date', of: (it) => it.activeTo, isEnd: true },
  ],
  refersTo: [],
  named: (it) => `operator ${it.operator}`,
}

export const contractSheet: Sheet<Contract> = {
  table: 'registry_contract',
  key: ['contract'],
  columns: [
    { column: 'contract', type: 'text', of: (it) => it.contract },
    { column: 'operator', type: 'text', of: (it) => it.operator },
    { column: 'valid_from', type: 'date', of: (it) => it.validFrom },
    { column: 'valid_to', type: 'date', of: (it) => it.validTo, isEnd: true },
    { column: 'fee_ppm', type: 'int8', of: (it) => it.feePpm },
    { column: 'card_discount_bearer', type: 'text', of: (it) => it.cardDiscountBearer },
    { column: 'concession_bearer', type: 'text', of: (it) => it.concessionBearer },
    { column: 'transfer_bearer', type: 'text', of: (it) => it.transferBearer },
    { column: 'demo', type: 'boolean', of: (it) => it.demo },
    { column: 'notes', type: 'text', of: (it) => it.notes },
  ],
  refersTo: [toOperator],
  named: (it) => `contract ${it.contract}`,
}

export const terminalSheet: Sheet<Terminal> = {
  table: 'registry_terminal',
  key: ['terminal'],
  columns: [
    { column: 'terminal', type: 'text', of: (it) => it.terminal },
    { column: 'operator', type: 'text', of: (it) => it.operator },
    { column: 'kind', type: 'text', of: (it) => it.kind },
    { column: 'place', type: 'text', of: (it) => it.place },
    { column: 'installed_from', type: 'timestamptz', of: (it) => instant(it.installedFrom) },
    {
      column: 'installed_to',
      type: 'timestamptz',
      of: (it) => instant(it.installedTo),
      isEnd: true,
    },
  ],
  refersTo: [toOperator],
  named: (it) => `terminal ${it.terminal}`,
}

export const samBindingSheet: Sheet<SamBinding> = {
  table: 'registry_sam_binding',
  key: ['sam', 'bound_from'],
  columns: [
    { column: 'sam', type: 'text', of: (it) => it.sam },
    { column: 'bound_from', type: 'timestamptz', of: (it) => instant(it.boundFrom) },
    { column: 'bound_to', type: 'timestamptz', of: (it) => instant(it.boundTo), isEnd: true },
    { column: 'operator', type: 'text', of: (it) => it.operator },
    { column: 'terminal', type: 'text', of: (it) => it.terminal },
    {
      column: 'blocked_from',
      type: 'timestamptz',
      of: (it) => instant(it.blockedFrom),
      isEnd: true,
    },
  ],
  refersTo: [
    toOperator,
    {
      table: 'registry_terminal',
      on: [
        ['terminal', 'terminal'],
        ['operator', 'operator'],
      ],
      refused: 'terminal-unknown',
    },
  ],
  named: (it) => `SAM ${it.sam} in terminal ${it.terminal}`,
}

export const cardProductSheet: Sheet<CardProduct> = {
  table: 'registry_card_product',
  key: ['product', 'version'],
  columns: [
    { column: 'product', type: 'text', of: (it) => it.product },
    { column: 'version', type: 'smallint', of: (it) => it.version },
    { column: 'name', type: 'text', of: (it) => it.name },
    { column: 'profile', type: 'text', of: (it) => it.profile },
    { column: 'valid_from', type: 'date', of: (it) => it.validFrom },
    { column: 'valid_to', type: 'date', of: (it) => it.validTo, isEnd: true },
    { column: 'max_balance_fen', type: 'int8', of: (it) => it.maxBalanceFen },
    { column: 'max_tap_fen', type: 'int8', of: (it) => it.maxTapFen },
    { column: 'deposit_fen', type: 'int8', of: (it) => it.depositFen },
  ],
  refersTo: [],
  named: (it) => `card product ${it.product} version ${it.version}`,
}

export const keyVersionSheet: Sheet<KeyVersion> = {
  table: 'registry_key_version',
  key: ['label'],
  columns: [
    { column: 'label', type: 'text', of: (it) => it.label },
    { column: 'purpose', type: 'text', of: (it) => it.purpose },
    { column: 'version', type: 'smallint', of: (it) => it.version },
    { column: 'algorithm', type: 'smallint', of: (it) => it.algorithm },
    { column: 'valid_from', type: 'timestamptz', of: (it) => instant(it.validFrom) },
    { column: 'valid_to', type: 'timestamptz', of: (it) => instant(it.validTo), isEnd: true },
  ],
  refersTo: [],
  named: (it) => `key version ${it.label}`,
}

export const cardSheet: Sheet<CardRegistration> = {
  table: 'registry_card',
  key: ['card'],
  columns: [
    { column: 'card', type: 'int8', of: (it) => cardKey(it.card) },
    { column: 'digits', type: 'smallint', of: (it) => it.card.length },
    { column: 'product', type: 'text', of: (it) => it.product },
    { column: 'product_version', type: 'smallint', of: (it) => it.productVersion },
    { column: 'issuer', type: 'text', of: (it) => it.issuer },
    { column: 'issued_at', type: 'timestamptz', of: (it) => instant(it.issuedAt) },
    { column: 'valid_from', type: 'date', of: (it) => it.validFrom },
    { column: 'valid_to', type: 'date', of: (it) => it.validTo },
    { column: 'opening_counter', type: 'int4', of: (it) => it.openingCounter },
    { column: 'key_version', type: 'smallint', of: (it) => it.keyVersion },
    { column: 'algorithm', type: 'smallint', of: (it) => it.algorithm },
  ],
  refersTo: [
    {
      table: 'registry_card_product',
      on: [
        ['product', 'product'],
        ['product_version', 'version'],
      ],
      refused: 'card-product-unknown',
    },
  ],
  named: (it) => `card ${maskCardNumber(it.card)}`,
}

export const cardLoadSheet: Sheet<CardLoad> = {
  table: 'registry_card_load',
  key: ['card', 'online_seq'],
  columns: [
    { column: 'card', type: 'int8', of: (it) => cardKey(it.card) },
    { column: 'online_seq', type: 'int4', of: (it) => it.onlineSeq },
    { column: 'amount_fen', type: 'int8', of: (it) => it.amountFen },
    { column: 'loaded_at', type: 'timestamptz', of: (it) => instant(it.loadedAt) },
  ],
  refersTo: [{ table: 'registry_card', on: [['card', 'card']], refused: 'card-unknown' }],
  named: (it) => `load ${it.onlineSeq} of card ${maskCardNumber(it.card)}`,
}

export const merchantSheet: Sheet<Merchant> = {
  table: 'registry_merchant',
  key: ['merchant'],
  columns: [
    { column: 'merchant', type: 'text', of: (it) => it.merchant },
    { column: 'operator', type: 'text', of: (it) => it.operator },
    { column: 'name', type: 'text', of: (it) => it.name },
    { column: 'credit_code', type: 'text', of: (it) => it.creditCode },
    { column: 'mcc', type: 'smallint', of: (it) => it.mcc },
    { column: 'active_from', type: 'date', of: (it) => it.activeFrom },
    { column: 'active_to', type: 'date', of: (it) => it.activeTo, isEnd: true },
  ],
  refersTo: [toOperator],
  named: (it) => `merchant ${it.merchant}`,
}

export const agentSheet: Sheet<Agent> = {
  table: 'registry_agent',
  key: ['agent'],
  columns: [
    { column: 'agent', type: 'text', of: (it) => it.agent },
    { column: 'name', type: 'text', of: (it) => it.name },
    { column: 'credit_code', type: 'text', of: (it) => it.creditCode },
    { column: 'active_from', type: 'date', of: (it) => it.activeFrom },
    { column: 'active_to', type: 'date', of: (it) => it.activeTo, isEnd: true },
  ],
  refersTo: [],
  named: (it) => `agent ${it.agent}`,
}

const partyContractSheet: Omit<Sheet<PartyContract>, 'refersTo'> = {
  table: 'registry_party_contract',
  key: ['contract'],
  columns: [
    { column: 'contract', type: 'text', of: (it) => it.contract },
    { column: 'party_kind', type: 'text', of: (it) => it.partyKind },
    { column: 'party', type: 'text', of: (it) => it.party },
    { column: 'scope', type: 'text', of: (it) => it.scope },
    { column: 'valid_from', type: 'date', of: (it) => it.validFrom },
    { column: 'valid_to', type: 'date', of: (it) => it.validTo, isEnd: true },
    { column: 'rate_ppm', type: 'int8', of: (it) => it.ratePpm },
    { column: 'demo', type: 'boolean', of: (it) => it.demo },
    { column: 'notes', type: 'text', of: (it) => it.notes },
  ],
  named: (it) => `contract ${it.contract}`,
}

export const merchantContractSheet: Sheet<PartyContract> = {
  ...partyContractSheet,
  refersTo: [
    { table: 'registry_merchant', on: [['party', 'merchant']], refused: 'merchant-unknown' },
  ],
}

export const agentContractSheet: Sheet<PartyContract> = {
  ...partyContractSheet,
  refersTo: [{ table: 'registry_agent', on: [['party', 'agent']], refused: 'agent-unknown' }],
}

export const applicationSheet: Sheet<CatalogueApplication> = {
  table: 'registry_application',
  key: ['application'],
  columns: [
    { column: 'application', type: 'text', of: (it) => it.application },
    { column: 'name', type: 'text', of: (it) => it.name },
    { column: 'purpose', type: 'text', of: (it) => it.purpose },
    { column: 'valid_from', type: 'date', of: (it) => it.validFrom },
    { column: 'valid_to', type: 'date', of: (it) => it.validTo, isEnd: true },
  ],
  refersTo: [],
  named: (it) => `application ${it.application}`,
}

export const productApplicationSheet: Sheet<ProductApplication> = {
  table: 'registry_product_application',
  key: ['product', 'version', 'application'],
  columns: [
    { column: 'product', type: 'text', of: (it) => it.product },
    { column: 'version', type: 'smallint', of: (it) => it.version },
    { column: 'application', type: 'text', of: (it) => it.application },
    { column: 'on_at_issue', type: 'boolean', of: (it) => it.onAtIssue },
  ],
  refersTo: [
    {
      table: 'registry_card_product',
      on: [
        ['product', 'product'],
        ['version', 'version'],
      ],
      refused: 'card-product-unknown',
    },
    {
      table: 'registry_application',
      on: [['application', 'application']],
      refused: 'application-unknown',
    },
  ],
  named: (it) => `application ${it.application} of ${it.product} version ${it.version}`,
}
