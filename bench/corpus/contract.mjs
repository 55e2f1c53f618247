/** What issuer, tokens and every contestant agree on. */
export const REGION = 'us-east-1';
export const USER_POOL = 'us-east-1_HNFT9ZMsV';
export const ISSUER = `https://cognito-idp.${REGION}.amazonaws.com/${USER_POOL}`;
export const AUDIENCE = 'https://orders.example.com';
export const CLIENT_ID = '5fq2t3s0m9h8v7k1b4d6c0example';
export const SCOPE = 'orders/read';
