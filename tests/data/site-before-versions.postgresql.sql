-- The application's database as the program made it before it kept a version of its tables.
SELECT pg_catalog.set_config('search_path', '', false);
CREATE TABLE public.account (
    id integer NOT NULL,
    name character varying(64) NOT NULL,
    role character varying(16) NOT NULL,
    password character varying(255) NOT NULL,
    locked boolean NOT NULL,
    initial_until character varying(32),
    created character varying(32) NOT NULL,
    signed_in character varying(32)
);
CREATE SEQUENCE public.account_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.account_id_seq OWNED BY public.account.id;
CREATE TABLE public.answer (
    draft integer NOT NULL,
    term character varying(100) NOT NULL,
    place integer NOT NULL,
    value character varying(100) NOT NULL
);
CREATE TABLE public.attempt (
    key character varying(64) NOT NULL,
    count integer NOT NULL,
    last bigint NOT NULL,
    until bigint NOT NULL
);
CREATE TABLE public.draft (
    id integer NOT NULL,
    key character varying(64) NOT NULL,
    name character varying(200) NOT NULL,
    touched character varying(32) NOT NULL,
    record integer,
    recorded character varying(64)
);
CREATE SEQUENCE public.draft_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.draft_id_seq OWNED BY public.draft.id;
CREATE TABLE public.probe (
    id integer NOT NULL,
    at character varying(32) NOT NULL
);
CREATE SEQUENCE public.probe_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.probe_id_seq OWNED BY public.probe.id;
CREATE TABLE public.receipt (
    draft integer NOT NULL,
    hash character varying(80) NOT NULL
);
CREATE TABLE public.sign_in (
    key character varying(64) NOT NULL,
    account integer NOT NULL,
    begun character varying(32) NOT NULL,
    seen character varying(32) NOT NULL
);
ALTER TABLE ONLY public.account ALTER COLUMN id SET DEFAULT nextval('public.account_id_seq'::regclass);
ALTER TABLE ONLY public.draft ALTER COLUMN id SET DEFAULT nextval('public.draft_id_seq'::regclass);
ALTER TABLE ONLY public.probe ALTER COLUMN id SET DEFAULT nextval('public.probe_id_seq'::regclass);
INSERT INTO public.account VALUES (1, 'admin', 'administrator', '$argon2id$v=19$m=8,t=1,p=1$L+3VJ35cHYuPLCBz1RMjuw$1DqThteUq8YjTNAyj8L+IZ3lLaK47VYA6kyVFu5L1k0', false, NULL, '2026-03-01T08:00:00+00:00', NULL);
INSERT INTO public.account VALUES (2, 'siti.rahma', 'auditor', '$argon2id$v=19$m=8,t=1,p=1$lPsxdn2obsY779ipu5deMA$PW7noas7PXE6VNsc/1xJcubI7zGOzAkQ8BkycDm1p8E', false, '2026-03-04T08:00:00+00:00', '2026-03-01T08:00:00+00:00', NULL);
INSERT INTO public.answer VALUES (1, 'head_requires_innovation', 1, 'yes');
INSERT INTO public.answer VALUES (2, 'head_requires_innovation', 1, 'yes');
INSERT INTO public.answer VALUES (2, 'service_identified', 2, 'yes');
INSERT INTO public.answer VALUES (2, 'facilities_listed', 3, 'unknown');
INSERT INTO public.answer VALUES (2, 'resources_assessed', 4, 'yes');
INSERT INTO public.answer VALUES (3, 'head_requires_innovation', 1, 'yes');
INSERT INTO public.answer VALUES (3, 'service_identified', 2, 'yes');
INSERT INTO public.answer VALUES (3, 'facilities_listed', 3, 'unknown');
INSERT INTO public.answer VALUES (3, 'resources_assessed', 4, 'yes');
INSERT INTO public.answer VALUES (3, 'building_started', 5, 'no');
INSERT INTO public.answer VALUES (3, 'building_monitored', 6, 'yes');
INSERT INTO public.answer VALUES (3, 'open_problems', 7, 'no');
INSERT INTO public.attempt VALUES ('018901a46a128ba2cbad53b30d5128037aa0b86ebf3d1e2d2941facce0f65b67', 1, 1772352000000, 1772352000000);
INSERT INTO public.draft VALUES (1, 'f680598bb0182def4f07d890f8f9dede8b36596045bf8cad44392f8217c35f0e', 'Dinas 0 “uji”', '2026-03-01T08:00:00+00:00', NULL, NULL);
INSERT INTO public.draft VALUES (2, 'a2dd1ee6efb2be0222c85a92334b681662caef490a1cd36d4454685b1fccb1de', 'Dinas 1 “uji”', '2026-03-01T08:00:00+00:00', NULL, NULL);
INSERT INTO public.draft VALUES (3, 'b85326dd43b07af84155c2d335089cc852da73cd925cdf21cc13e7789895aa3d', 'Dinas 2 “uji”', '2026-03-01T08:00:00+00:00', 7, '6da1f619549f3d564af6db891c464ee93a119431b0b0a8c11efa6df935125618');
INSERT INTO public.probe VALUES (1, '2026-03-01T08:00:00+00:00');
INSERT INTO public.receipt VALUES (3, 'sha256:0000000000000000000000000000000000000000000000000000000000000000');
INSERT INTO public.sign_in VALUES ('51b3273b4dceb8810c0f6cb1e8e202e4c041fd1addfa3d8bfc4226db42858636', 2, '2026-03-01T08:00:00+00:00', '2026-03-01T08:00:00+00:00');
SELECT pg_catalog.setval('public.account_id_seq', 2, true);
SELECT pg_catalog.setval('public.draft_id_seq', 3, true);
SELECT pg_catalog.setval('public.probe_id_seq', 1, true);
ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_name_key UNIQUE (name);
ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.answer
    ADD CONSTRAINT answer_pkey PRIMARY KEY (draft, term);
ALTER TABLE ONLY public.attempt
    ADD CONSTRAINT attempt_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.draft
    ADD CONSTRAINT draft_key_key UNIQUE (key);
ALTER TABLE ONLY public.draft
    ADD CONSTRAINT draft_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.probe
    ADD CONSTRAINT probe_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.receipt
    ADD CONSTRAINT receipt_pkey PRIMARY KEY (draft);
ALTER TABLE ONLY public.sign_in
    ADD CONSTRAINT sign_in_pkey PRIMARY KEY (key);
CREATE INDEX ix_sign_in_account ON public.sign_in USING btree (account);
ALTER TABLE ONLY public.answer
    ADD CONSTRAINT answer_draft_fkey FOREIGN KEY (draft) REFERENCES public.draft(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.receipt
    ADD CONSTRAINT receipt_draft_fkey FOREIGN KEY (draft) REFERENCES public.draft(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.sign_in
    ADD CONSTRAINT sign_in_account_fkey FOREIGN KEY (account) REFERENCES public.account(id) ON DELETE CASCADE;
