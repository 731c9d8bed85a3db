import { describe, expect, it } from 'vitest';
import { type Actor, decide, either, everyone, everyoneInOwnProject, forPartner, inOwnProject, isIn, reaches } from './access.ts';

const bank: Actor = { id: 'ptr_1', name: '某银行', roles: [], projects: [], partner: { kind: 'bank', member: 'bnk_1' } };
const clerk: Actor = { id: 'emp_1', name: '李', roles: ['finance'], projects: '*' };
const rule = either(everyoneInOwnProject, forPartner('bank', 'bank', ['submitted', 'approved']));

describe('a rule for partners', () => {
  it('reaches the rows of the partner’s own member record, in the states it names', () => {
    const reached = (bankId: string, status: string) => reaches(rule, bank, { bank: bankId, status, project: 'prj_1' });
    expect([reached('bnk_1', 'submitted'), reached('bnk_1', 'draft'), reached('bnk_2', 'submitted')]).toEqual([true, false, false]);
    expect(decide(rule, bank)).toEqual({ anyOf: [{ field: 'bank', in: ['bnk_1'], while: ['submitted', 'approved'] }] });
  });

  it('by createdBy reaches what the partner itself made, not what its member record is named in', () => {
    expect(decide(forPartner('bank', 'createdBy'), bank)).toEqual({ anyOf: [{ field: 'createdBy', in: ['ptr_1'] }] });
  });

  it('means no partner of another kind and nobody of the staff', () => {
    const own = forPartner('bank', 'bank');
    expect(decide(own, { ...bank, partner: { kind: 'lawFirm', member: 'bnk_1' } })).toBe(false);
    expect(decide(own, clerk)).toBe(false);
  });

  it('is the only kind of rule that means partners: not everyone, not a post, not even with every project', () => {
    const disguised: Actor = { ...bank, roles: ['finance', 'systemAdmin'], projects: '*', department: 'dep_1' };
    for (const staffRule of [everyone, everyoneInOwnProject, inOwnProject('finance')]) expect(decide(staffRule, disguised)).toBe(false);
  });

  it('holds rows against the state as well as the field', () => {
    const filter = { anyOf: [{ field: 'bank', in: ['bnk_1'], while: ['submitted'] }] };
    expect([isIn(filter, { bank: 'bnk_1', status: 'submitted' }), isIn(filter, { bank: 'bnk_1' })]).toEqual([true, false]);
  });
});
