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


ROLE_NAMES: dict[Role, str] = {
    Role.COURT_PRESIDENT: "院长",
    Role.VICE_PRESIDENT: "副院长",
    Role.PARTY_GROUP: "院党组",
    Role.BUREAU_DIRECTOR: "执行局长",
    Role.BUREAU_DEPUTY_DIRECTOR: "执行局副局长",
    Role.BUREAU_COMMISSAR: "执行局政委",
    Role.CENTRE_HEAD: "执行指挥中心",
    Role.TEAM_HEAD: "团队长",
    Role.GROUP_LEADER: "组长",
    Role.JUDGE: "员额法官",
    Role.JUDGE_ASSISTANT: "法官助理",
    Role.ENFORCEMENT_OFFICER: "执行员",
    Role.CLERK: "书记员",
    Role.BAILIFF: "法警",
    Role.CASE_OWNER: "承办人",
    Role.KEY_HOLDER: "密钥保管人",
    Role.FILING_STAFF: "立案人员",
    Role.FINANCE: "财务部门",
    Role.APPLICANT: "申请执行人",
    Role.RESPONDENT: "被执行人",
    Role.OUTSIDER: "案外人",
    Role.INTERESTED_PARTY: "利害关系人",
    Role.BUYER: "买受人",
    Role.FAST_TEAM: "速执",
    Role.ORDINARY_TEAM: "普执团队",
    Role.SPECIAL_TEAM: "特执团队",
}
"""What each role is called where a court reads it."""
