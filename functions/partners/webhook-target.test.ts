import { expect, it } from 'vitest';
import { findTarget, type Resolve } from './webhook-target.ts';

const resolve: Resolve = async (host) => {
  const known: Record<string, string[]> = {
    'partner.example.cn': ['93.184.216.34'],
    'six.example.cn': ['2606:2800:220:1:248:1893:25c8:1946'],
    'inside.example.cn': ['10.1.2.3'],
    'rebound.example.cn': ['93.184.216.34', '127.0.0.1'],
    'meta.example.cn': ['169.254.169.254'],
    'mapped.example.cn': ['::ffff:10.0.0.1'],
  };
  const found = known[host];
  if (!found) throw new Error('ENOTFOUND');
  return found.map((address) => ({ address }));
};
const find = (url: string, networks = '') => findTarget(url, { networks, resolve });

/** Addresses that are not public, in the ways in which people write them (T25). */
const inside = [
  ...['127.0.0.1', '127.1', '127.0.1', '2130706433', '0x7f000001', '0x7f.1', '0177.0.0.1', '017700000001', '127.0.0.1.', '127.255.255.254'],
  ...['10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.0.1', '192.168.255.255', '3232235777', '0xc0a80101', '0xa000001'],
  ...['169.254.0.1', '169.254.169.254', '0xa9fea9fe', '2852039166', '169.254.170.2', '100.64.0.1', '100.100.100.200', '100.127.255.255'],
  ...['0.0.0.0', '0', '0.1.2.3', '192.0.0.1', '192.0.2.1', '198.18.0.1', '198.19.255.255', '198.51.100.1', '203.0.113.1', '192.88.99.1'],
  ...['224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255'],
  ...['[::]', '[::1]', '[0:0:0:0:0:0:0:1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::ffff:10.0.0.1]', '[::ffff:169.254.169.254]', '[::127.0.0.1]'],
  ...['[fe80::1]', '[febf::1]', '[fc00::1]', '[fd00:ec2::254]', '[fdff::1]', '[ff02::1]', '[2001:db8::1]', '[64:ff9b::7f00:1]', '[64:ff9b::a00:1]'],
  ...['[2002:7f00:1::]', '[2002:a00:1::]', '[2001::1]', '[2001:10::1]', '[100::1]', '[::ffff:0:127.0.0.1]', '[fec0::1]'],
  ...['inside.example.cn', 'rebound.example.cn', 'meta.example.cn', 'mapped.example.cn', 'INSIDE.example.cn', '１２７.０.０.１', '127。0。0。1', '①②⑦.⓪.⓪.①'],
];

it.each(inside)('does not go to %s', async (host) => {
  expect(await find(`https://${host}/hook`)).toBe('target.private');
});

it.each([
  ['http://partner.example.cn/hook', 'target.scheme'],
  ['http://127.0.0.1/hook', 'target.scheme'],
  ['ftp://partner.example.cn/hook', 'target.scheme'],
  ['file:///etc/passwd', 'target.form'],
  ['gopher://127.0.0.1:6379/_x', 'target.scheme'],
  ['javascript:alert(1)', 'target.form'],
  ['https://user@partner.example.cn/', 'target.form'],
  ['https://partner.example.cn:secret@127.0.0.1/', 'target.form'],
  ['https://127.0.0.1@partner.example.cn/', 'target.form'],
  ['https://partner.example.cn/#@127.0.0.1/', 'target.form'],
  ['https://', 'target.form'],
  ['https://nowhere.example.cn/', 'target.unresolved'],
  ['https://localhost/', 'target.unresolved'],
  ['//partner.example.cn/', 'target.form'],
  [`https://partner.example.cn/${'x'.repeat(500)}`, 'target.form'],
])('refuses %s', async (url, reason) => {
  expect(await find(url)).toBe(reason);
});

it.each([
  ['https://partner.example.cn/hook?x=1', { address: '93.184.216.34', family: 4 }],
  ['https://partner.example.cn:8443/hook', { address: '93.184.216.34', family: 4 }],
  ['https://six.example.cn/hook', { address: '2606:2800:220:1:248:1893:25c8:1946', family: 6 }],
  ['https://93.184.216.34/hook', { address: '93.184.216.34', family: 4 }],
  ['https://[::ffff:93.184.216.34]/hook', { address: '::ffff:5db8:d822', family: 6 }],
  ['https://[2606:2800:220:1:248:1893:25c8:1946]/', { address: '2606:2800:220:1:248:1893:25c8:1946', family: 6 }],
])('goes to %s at the address that was looked at', async (url, expected) => {
  expect(await find(url)).toMatchObject(expected);
});

it('goes to the networks that the deployment names, in either scheme, and to no neighbour of theirs', async () => {
  const networks = '10.1.0.0/16 127.0.0.1/32';
  expect(await find('http://inside.example.cn/hook', networks)).toMatchObject({ address: '10.1.2.3' });
  expect(await find('http://127.0.0.1:9999/hook', networks)).toMatchObject({ address: '127.0.0.1' });
  expect(await find('https://127.0.0.2/hook', networks)).toBe('target.private');
  expect(await find('https://rebound.example.cn/hook', networks)).toBe('target.private');
  expect(await find('http://partner.example.cn/hook', networks)).toBe('target.scheme');
});
