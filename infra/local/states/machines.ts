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

/** The table of machines. */
type Store = {
  now: () => number;
  /** What the ARNs of all machines begin with. */
  prefix: string;
  find(arn: string): MachineRow | undefined;
  /** Saves a machine under a new revision, which it returns. */
  save(row: Omit<MachineRow, 'revision'>): string;
  remove(arn: string): void;
  declared(): string[];
};

/**
 * The state machines of a journal.
 *
 * @example
 * openMachines({ journal, now: clock.now, prefix: 'arn:aws:states:us-east-1:000000000000' }).provision(machines)
 */
export function openMachines(parts: { journal: Journal; now: () => number; prefix: string }): Machines {
  const store = storeOf(parts);
  const list = parts.journal.database.prepare('SELECT * FROM machines WHERE name > ? ORDER BY name LIMIT ?');
  return {
    get: (arn) => get(store, arn),
    // The table's columns are the type's fields.
    all: (after, limit) => list.all(after, limit) as MachineRow[],
    provision: (declared) => provision(store, declared),
    create: (parameters) => create(store, parameters),
    update: (parameters) => update(store, parameters),
    describe(parameters) {
      const { arn, name, definition, role, created, revision } = get(store, String(parameters.stateMachineArn));
      const identity = { stateMachineArn: arn, name, status: 'ACTIVE', type: 'STANDARD' };
      return { ...identity, definition, roleArn: role, creationDate: created / 1_000, revisionId: revision, ...unlogged };
    },
  };
}

function storeOf({ journal: { database }, now, prefix }: { journal: Journal; now: () => number; prefix: string }): Store {
  const put = database.prepare('INSERT OR REPLACE INTO machines VALUES (?, ?, ?, ?, ?, ?, ?)');
  const find = database.prepare('SELECT * FROM machines WHERE arn = ?');
  const declared = database.prepare('SELECT arn FROM machines WHERE provisioned = 1');
  const remove = database.prepare('DELETE FROM machines WHERE arn = ?');
  return {
    now,
    prefix,
    // The table's columns are the type's fields.
    find: (arn) => find.get(arn) as MachineRow | undefined,
    save({ arn, name, definition, role, created, provisioned }) {
      const revision = crypto.randomUUID();
      put.run(arn, name, definition, role, created, revision, provisioned);
      return revision;
    },
    remove: (arn) => void remove.run(arn),
    declared: () => declared.all().map(({ arn }) => String(arn)),
  };
}

function get(store: Store, arn: string): MachineRow {
  const row = store.find(arn);
  if (!row) throw new ApiError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
  return row;
}

function provision(store: Store, declared: ProvisionedMachine[]): void {
  for (const { name, definition } of declared) parseDefinition(name, definition);
  for (const { arn, name, definition, roleArn } of declared) {
    const before = store.find(arn);
    if (before?.definition === definition && before.role === roleArn && before.provisioned === 1) continue;
    store.save({ arn, name, definition, role: roleArn, created: before?.created ?? store.now(), provisioned: 1 });
  }
  const kept = new Set(declared.map(({ arn }) => arn));
  for (const arn of store.declared()) if (!kept.has(arn)) store.remove(arn);
}

function create(store: Store, parameters: Parameters): object {
  const [name = '', definition = '', role = ''] = ['name', 'definition', 'roleArn'].map((p) => textOf(parameters, p));
  const type = textOf(parameters, 'type') ?? 'STANDARD';
  if (type !== 'STANDARD') throw new ApiError('StateMachineTypeNotSupported', `the type '${type}' is not implemented`);
  parseDefinition(name, definition);
  const arn = `${store.prefix}:stateMachine:${name}`;
  const before = store.find(arn);
  if (before && (before.definition !== definition || before.role !== role))
    throw new ApiError('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`);
  if (!before) store.save({ arn, name, definition, role, created: store.now(), provisioned: 0 });
  return { stateMachineArn: arn, creationDate: get(store, arn).created / 1_000 };
}

function update(store: Store, parameters: Parameters): object {
  const before = get(store, String(parameters.stateMachineArn));
  const definition = textOf(parameters, 'definition') ?? before.definition;
  const role = textOf(parameters, 'roleArn') ?? before.role;
  if (parameters.definition === undefined && parameters.roleArn === undefined)
    throw new ApiError('MissingRequiredParameter', 'expected a definition or a roleArn');
  parseDefinition(before.name, definition);
  return { updateDate: store.now() / 1_000, revisionId: store.save({ ...before, definition, role }) };
}
