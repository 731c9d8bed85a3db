import { parseDefinition } from './definition.ts';
import { ApiError } from './errors.ts';
import type { Journal, MachineRow } from './journal.ts';
import { type Parameters, textOf } from './parameters.ts';

/** A machine that the cloud declares. */
export type ProvisionedMachine = { arn: string; name: string; definition: string; roleArn: string };

export type Machines = {
  /** Makes the declared machines be, and those declared no longer not be. Refuses a definition it cannot run. */
  provision(declared: ProvisionedMachine[]): void;
  /** The machine with an ARN, or StateMachineDoesNotExist. */
  get(arn: string): MachineRow;
  create(parameters: Parameters): object;
  update(parameters: Parameters): object;
  describe(parameters: Parameters): object;
  /** All machines by name, for paging. */
  all(after: string, limit: number): MachineRow[];
};

/** The logging and tracing of AWS that this service does not have. */
const unlogged = {
  loggingConfiguration: { level: 'OFF', includeExecutionData: false },
  tracingConfiguration: { enabled: false },
};

/**
 * The state machines of a journal.
 *
 * @example
 * openMachines({ journal, now: clock.now, prefix: 'arn:aws:states:us-east-1:000000000000' }).provision(machines)
 */
export function openMachines(parts: { journal: Journal; now: () => number; prefix: string }): Machines {
  const { journal, now, prefix } = parts;
  const { database } = journal;
  const put = database.prepare('INSERT OR REPLACE INTO machines VALUES (?, ?, ?, ?, ?, ?, ?)');
  const find = database.prepare('SELECT * FROM machines WHERE arn = ?');
  const list = database.prepare('SELECT * FROM machines WHERE name > ? ORDER BY name LIMIT ?');
  const declaredArns = database.prepare('SELECT arn FROM machines WHERE provisioned = 1');
  const remove = database.prepare('DELETE FROM machines WHERE arn = ?');

  // The table's columns are the type's fields.
  const rowOf = (arn: string) => find.get(arn) as MachineRow | undefined;
  const save = (row: Omit<MachineRow, 'revision'>) => {
    const revision = crypto.randomUUID();
    put.run(row.arn, row.name, row.definition, row.role, row.created, revision, row.provisioned);
    return revision;
  };
  const get = (arn: string) => {
    const row = rowOf(arn);
    if (!row) throw new ApiError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
    return row;
  };

  return {
    get,
    all: (after, limit) => list.all(after, limit) as MachineRow[],
    provision(declared) {
      for (const { name, definition } of declared) parseDefinition(name, definition);
      for (const { arn, name, definition, roleArn } of declared) {
        const before = rowOf(arn);
        if (before?.definition === definition && before.role === roleArn && before.provisioned === 1) continue;
        save({ arn, name, definition, role: roleArn, created: before?.created ?? now(), provisioned: 1 });
      }
      const kept = new Set(declared.map(({ arn }) => arn));
      for (const { arn } of declaredArns.all()) if (!kept.has(String(arn))) remove.run(String(arn));
    },
    create(parameters) {
      const [name = '', definition = '', role = ''] = ['name', 'definition', 'roleArn'].map((p) => textOf(parameters, p));
      const type = textOf(parameters, 'type') ?? 'STANDARD';
      if (type !== 'STANDARD') throw new ApiError('StateMachineTypeNotSupported', `the type '${type}' is not implemented`);
      parseDefinition(name, definition);
      const arn = `${prefix}:stateMachine:${name}`;
      const before = rowOf(arn);
      if (before && (before.definition !== definition || before.role !== role))
        throw new ApiError('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`);
      if (!before) save({ arn, name, definition, role, created: now(), provisioned: 0 });
      return { stateMachineArn: arn, creationDate: get(arn).created / 1_000 };
    },
    update(parameters) {
      const before = get(String(parameters.stateMachineArn));
      const definition = textOf(parameters, 'definition') ?? before.definition;
      const role = textOf(parameters, 'roleArn') ?? before.role;
      if (parameters.definition === undefined && parameters.roleArn === undefined)
        throw new ApiError('MissingRequiredParameter', 'expected a definition or a roleArn');
      parseDefinition(before.name, definition);
      return { updateDate: now() / 1_000, revisionId: save({ ...before, definition, role }) };
    },
    describe(parameters) {
      const { arn, name, definition, role, created, revision } = get(String(parameters.stateMachineArn));
      const identity = { stateMachineArn: arn, name, status: 'ACTIVE', type: 'STANDARD' };
      return { ...identity, definition, roleArn: role, creationDate: created / 1_000, revisionId: revision, ...unlogged };
    },
  };
}
