"""Who people are in a court (requirements 0.3): the roles rules speak of."""

from enum import StrEnum


class Role(StrEnum):
    """A role of requirements 0.3; `key_holder` is the keeper of the digital key (GS-32)."""

    COURT_PRESIDENT = "court_president"  # 院长
    VICE_PRESIDENT = "vice_president"  # 副院长、主管院长、分管院领导
    PARTY_GROUP = "party_group"  # 院党组
    BUREAU_DIRECTOR = "bureau_director"  # 执行局长
    BUREAU_DEPUTY_DIRECTOR = "bureau_deputy_director"  # 执行局副局长
    BUREAU_COMMISSAR = "bureau_commissar"  # 执行局政委
    CENTRE_HEAD = "centre_head"  # 执行指挥中心、执行事务中心负责人
    TEAM_HEAD = "team_head"  # 团队长、庭长
    GROUP_LEADER = "group_leader"  # 组长
    JUDGE = "judge"  # 员额法官
    JUDGE_ASSISTANT = "judge_assistant"  # 法官助理
    ENFORCEMENT_OFFICER = "enforcement_officer"  # 执行员
    CLERK = "clerk"  # 书记员
    BAILIFF = "bailiff"  # 法警
    CASE_OWNER = "case_owner"  # 承办人
    KEY_HOLDER = "key_holder"  # 密钥保管人
    FILING_STAFF = "filing_staff"  # 立案人员
    FINANCE = "finance"  # 财务部门
    APPLICANT = "applicant"  # 申请执行人
    RESPONDENT = "respondent"  # 被执行人
    OUTSIDER = "outsider"  # 案外人
    INTERESTED_PARTY = "interested_party"  # 利害关系人
    BUYER = "buyer"  # 买受人
    FAST_TEAM = "fast_team"  # 速执（快执）团队
    ORDINARY_TEAM = "ordinary_team"  # 普执团队
    SPECIAL_TEAM = "special_team"  # 特执团队
