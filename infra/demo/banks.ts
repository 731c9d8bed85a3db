const employee = ['employee'];
const selfEmployed = ['selfEmployed'];

/** What both banks want: names as buyers are told them (G3). */
const papers = [
  { code: 'ID', name: '身份证', copies: 3 },
  { code: 'HUKOU', name: '户口簿', copies: 1 },
  { code: 'MARRIAGE', name: '婚姻状况证明', copies: 1 },
  { code: 'INCOME', name: '收入证明', copies: 1, buyerKinds: employee },
  { code: 'LICENCE', name: '营业执照及完税证明', copies: 1, buyerKinds: selfEmployed },
  { code: 'DOWN', name: '首付款收据', copies: 1 },
];
/** What each says of its own pace, in working days; the law gives a registration thirty. */
const procedures = {
  ccb: [
    { step: 'decide', days: 12, note: '受理与调查 4 日，审批 8 日' },
    { step: 'decide', days: 18, buyerKinds: selfEmployed, note: '另核实经营流水' },
    { step: 'supplyMaterials', days: 5 },
    { step: 'sign', days: 3 },
    { step: 'registerMortgage', days: 10, note: '与登记中心互联网+抵押' },
    { step: 'disburse', days: 7 },
  ],
  icbc: [
    { step: 'decide', days: 15 },
    { step: 'sign', days: 5 },
    { step: 'disburse', days: 10 },
  ],
  fund: [
    { step: 'decide', days: 10, note: '《住房公积金管理条例》第二十六条：自受理之日起15日内' },
    { step: 'disburse', days: 15 },
  ],
};

/** The banks that lend to buyers of the demonstration; names as contracts are handed to them. */
export const demoBanks = [
  {
    name: '建设银行 案场支行',
    kind: 'bank',
    code: '105393000018',
    contacts: [{ name: '马立新', phone: '13950012345', duty: '个贷经理' }],
    agreements: [{ number: 'JH-2026-018', from: '2026-01-01', until: '2026-12-31', terms: '首套最高七成、三十年' }],
    procedure: procedures.ccb,
    materials: [...papers, { code: 'FLOW', name: '近六个月银行流水', copies: 1 }],
  },
  {
    name: '工商银行 案场支行',
    kind: 'bank',
    code: '102393000026',
    contacts: [{ name: '苏文', phone: '13950012346', duty: '个贷经理' }],
    agreements: [{ number: 'GH-2026-007', from: '2026-01-01', until: '2026-12-31' }],
    procedure: procedures.icbc,
    materials: papers,
  },
  {
    name: '市住房公积金管理中心',
    kind: 'fundCentre',
    contacts: [{ name: '何静怡', phone: '13950012347', duty: '贷款窗口' }],
    procedure: procedures.fund,
    materials: [...papers.slice(0, 3), { code: 'FUND', name: '公积金缴存证明', copies: 1 }],
  },
];

/** Who sees to the signing of loan papers. */
export const demoLawFirms = [{ name: '海天律师事务所', licence: '23502200110012345', contacts: [{ name: '李明哲', phone: '13950012348', duty: '承办律师' }] }];
