/**
 * The entries of some kinds of movements on the accounts of operators, of the day `$1` or, where that is null, of all:
 * day, kind, operator, `origin` (the second word of the reference) and `owed_fen` as seen from the operator.
 *
 * Such movements are few among all, and a partial index of the journal finds them. Their entries are looked up movement
 * by movement: left to itself the server starts from every entry of every operator's account.
 */
export const entriesOf = (kinds: string): string =>
  `select moved.day, moved.kind, split_part(line.account, ':', 2) as operator,
          split_part(moved.reference, ':', 2) as origin,
          case line.side when 'C' then line.amount_fen else -line.amount_fen end as owed_fen
     from (select movement, day, kind, reference from ledger_movement_view
            where kind in (${kinds}) and ($1::date is null or day = $1::date) offset 0) moved
    cross join lateral (select account, side, amount_fen from ledger_entry_view entry
                         where entry.movement = moved.movement offset 0) line
    where line.account like '2004.operator-payable:%'`
