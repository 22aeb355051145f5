"""PubMed XML written for tests: small records with the traps of the format, all invented."""

from __future__ import annotations

FULL = """
<PubmedArticle>
  <MedlineCitation Status="MEDLINE" Owner="NLM">
    <PMID Version="2">101</PMID>
    <DateRevised><Year>2024</Year><Month>03</Month><Day>09</Day></DateRevised>
    <Article PubModel="Print">
      <Journal><ISSN>0000-0000</ISSN>
        <JournalIssue CitedMedium="Print"><Volume>12</Volume><Issue>3</Issue>
          <PubDate><Year>2023</Year><Season>Spring</Season></PubDate></JournalIssue>
        <Title>Journal of Invented Results</Title><ISOAbbreviation>J Invent Res</ISOAbbreviation></Journal>
      <ArticleTitle>Oil in <i>mild</i> nausea: 10<sup>5</sup> drops.</ArticleTitle>
      <Pagination><StartPage>10</StartPage><EndPage>19</EndPage><MedlinePgn>10-9</MedlinePgn></Pagination>
      <ELocationID EIdType="doi" ValidYN="N">10.1/wrong</ELocationID>
      <ELocationID EIdType="doi" ValidYN="Y">10.1/location</ELocationID>
      <Abstract>
        <AbstractText Label="BACKGROUND:" NlmCategory="BACKGROUND">Nausea is common.</AbstractText>
        <AbstractText Label="UNLABELLED">Plain words.</AbstractText>
        <AbstractText Label="RESULTS" NlmCategory="RESULTS"/>
        <AbstractText>No <b>label</b> here.</AbstractText>
        <CopyrightInformation>Someone.</CopyrightInformation>
      </Abstract>
      <AuthorList CompleteYN="Y">
        <Author ValidYN="Y"><LastName>Müller</LastName><ForeName>Anna</ForeName><Initials>A</Initials>
          <Suffix>Jr</Suffix><AffiliationInfo><Affiliation>Here</Affiliation></AffiliationInfo></Author>
        <Author ValidYN="N"><LastName>Muler</LastName><Initials>A</Initials></Author>
        <Author ValidYN="Y"><CollectiveName>The Oil Group</CollectiveName></Author>
      </AuthorList>
      <Language>eng</Language><Language>fre</Language>
      <DataBankList><DataBank><DataBankName>ClinicalTrials.gov</DataBankName><AccessionNumberList>
        <AccessionNumber>NCT00000001</AccessionNumber></AccessionNumberList></DataBank></DataBankList>
      <GrantList><Grant><GrantID>G1</GrantID><Agency>Fund</Agency></Grant><Grant><Agency>Other</Agency>
        <Country>Norway</Country></Grant></GrantList>
      <PublicationTypeList><PublicationType UI="D016449">Randomized Controlled Trial</PublicationType>
        </PublicationTypeList>
      <VernacularTitle>Huile.</VernacularTitle>
      <ArticleDate DateType="Electronic"><Year>2022</Year><Month>12</Month><Day>1</Day></ArticleDate>
    </Article>
    <MedlineJournalInfo><MedlineTA>J Inv</MedlineTA></MedlineJournalInfo>
    <ChemicalList><Chemical><RegistryNumber>0</RegistryNumber>
      <NameOfSubstance UI="D1">Oils</NameOfSubstance></Chemical></ChemicalList>
    <CommentsCorrectionsList>
      <CommentsCorrections RefType="Cites"><RefSource>Cited</RefSource><PMID Version="1">5</PMID></CommentsCorrections>
      <CommentsCorrections RefType="ErratumIn"><RefSource>J Invent Res. 2024</RefSource><Note>Table 1</Note>
        </CommentsCorrections>
    </CommentsCorrectionsList>
    <MeshHeadingList><MeshHeading><DescriptorName UI="D006801" MajorTopicYN="N">Humans</DescriptorName></MeshHeading>
      <MeshHeading><DescriptorName UI="D009325" MajorTopicYN="N">Nausea</DescriptorName>
        <QualifierName UI="Q1" MajorTopicYN="Y">drug therapy</QualifierName></MeshHeading></MeshHeadingList>
    <OtherAbstract Type="plain-language-summary" Language="eng"><AbstractText>Easy words.</AbstractText></OtherAbstract>
    <KeywordList Owner="NOTNLM"><Keyword MajorTopicYN="N">oil</Keyword></KeywordList>
    <KeywordList Owner="NLM"><Keyword MajorTopicYN="N">drops</Keyword></KeywordList>
    <CoiStatement>None.</CoiStatement>
    <InvestigatorList><Investigator><LastName>Not</LastName><Initials>A</Initials></Investigator></InvestigatorList>
  </MedlineCitation>
  <PubmedData>
    <History><PubMedPubDate PubStatus="entrez"><Year>2022</Year></PubMedPubDate></History>
    <ArticleIdList><ArticleId IdType="pubmed">101</ArticleId><ArticleId IdType="doi">10.1/own</ArticleId>
      <ArticleId IdType="pmc">PMC9</ArticleId></ArticleIdList>
    <ReferenceList><Reference><Citation>Cited</Citation><ArticleIdList>
      <ArticleId IdType="doi">10.1/cited</ArticleId><ArticleId IdType="pmc">PMC1</ArticleId></ArticleIdList></Reference>
      </ReferenceList>
  </PubmedData>
</PubmedArticle>"""

BOOK = """
<PubmedBookArticle><BookDocument><PMID Version="1">202</PMID>
  <ArticleIdList><ArticleId IdType="bookaccession">NBK1</ArticleId></ArticleIdList>
  <Book><Publisher><PublisherName>House</PublisherName></Publisher><BookTitle book="b">Handbook</BookTitle>
    <PubDate><Year>2021</Year></PubDate>
    <AuthorList Type="editors"><Author><LastName>Editor</LastName></Author></AuthorList></Book>
  <ArticleTitle book="b" part="p">A chapter</ArticleTitle><Language>eng</Language>
  <AuthorList Type="authors"><Author><LastName>Writer</LastName><Initials>W</Initials></Author></AuthorList>
  <PublicationType UI="D016454">Review</PublicationType>
  <Abstract><AbstractText>Chapter text.</AbstractText></Abstract>
  <ContributionDate><Year>2019</Year></ContributionDate></BookDocument>
  <PubmedBookData><ArticleIdList><ArticleId IdType="pubmed">202</ArticleId></ArticleIdList></PubmedBookData>
</PubmedBookArticle>"""

DELETED = "<DeleteCitation><PMID Version='1'>303</PMID><PMID Version='1'>304</PMID></DeleteCitation>"


def small(pmid: str, title: str = "A title.", *, inside: str = "", dates: str = "<Year>2020</Year>") -> str:
    """A PubmedArticle with the least that a record has; `inside` goes behind its Article."""
    return (
        f"<PubmedArticle><MedlineCitation><PMID>{pmid}</PMID><Article><Journal><JournalIssue><PubDate>{dates}</PubDate>"
        f"</JournalIssue></Journal><ArticleTitle>{title}</ArticleTitle></Article>{inside}</MedlineCitation></PubmedArticle>"
    )


def document(*records: str, root: str = "PubmedArticleSet") -> bytes:
    """A whole document around records."""
    return f'<?xml version="1.0"?>\n<{root}>{"".join(records)}</{root}>'.encode()
